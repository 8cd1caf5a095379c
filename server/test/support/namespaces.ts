/**
 * perl that lists the links (name and address) of every network namespace that the kernel names to a node: its own, and
 * those that a card of it has to do with (rtnetlink: RTM_GETLINK with IFLA_TARGET_NETNSID, which Debian's ip does not send).
 */
export const linksEverywhere = `ip -o link show
perl -MSocket -e '
  for my $id (0 .. 9) {
    socket my $s, 16, SOCK_RAW, 0 or die "socket: $!";
    my $asked = pack "x16 SSL", 8, 46, $id;
    send $s, pack("LSSLL", 16 + length $asked, 18, 0x301, 1, 0) . $asked, 0, pack("SSLL", 16, 0, 0, 0) or die "send: $!";
    ANSWER: while (recv $s, my $data, 65536, 0) {
      while (length $data >= 16) {
        my ($length, $kind) = unpack "LS", $data;
        last ANSWER if $kind != 16;
        my $link = substr $data, 32, $length - 32;
        substr($data, 0, ($length + 3) & ~3) = "";
        while (length $link >= 4) {
          my ($size, $attribute) = unpack "SS", $link;
          my $value = substr $link, 4, $size - 4;
          print "$id ", unpack("Z*", $value), " " if $attribute == 3;
          print join(":", unpack "(H2)*", $value), "\\n" if $attribute == 1;
          substr($link, 0, ($size + 3) & ~3) = "";
        }
      }
    }
  }'`
