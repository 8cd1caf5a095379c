/** The mark of LVS Lab: one address, two servers behind it. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
      <circle cx="4.5" cy="10" r="2.7" fill="var(--vip)" stroke="none" />
      <path d="M7.5 10h2.2l3.4-5M9.7 10l3.4 5" />
      <circle cx="15.2" cy="4.4" r="2.3" />
      <circle cx="15.2" cy="15.6" r="2.3" />
    </svg>
  )
}
