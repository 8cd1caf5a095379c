import type { Kysely, Migration } from 'kysely'

/** Every change of the tables, in order; a migration that has been released is never edited. */
export const migrations: Record<string, Migration> = {
  '001-progress': {
    async up(db: Kysely<unknown>) {
      for (const table of ['passed', 'finished'])
        await db.schema
          .createTable(table)
          .addColumn('learner', 'text', (column) => column.notNull())
          .addColumn('lab', 'text', (column) => column.notNull())
          .addColumn('step', 'text', (column) => column.notNull())
          .$call((builder) =>
            table === 'passed' ? builder.addColumn('check', 'text', (column) => column.notNull()) : builder,
          )
          .addColumn('at', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint(
            `${table}_key`,
            (table === 'passed' ? ['learner', 'lab', 'step', 'check'] : ['learner', 'lab', 'step']) as never,
          )
          .execute()
      await db.schema
        .createTable('place')
        .addColumn('learner', 'text', (column) => column.notNull())
        .addColumn('lab', 'text', (column) => column.notNull())
        .addColumn('step', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('place_key', ['learner', 'lab'] as never)
        .execute()
    },
  },
  '002-classes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('person')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('class', 'text')
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('link', 'text', (column) => column.notNull().unique())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('removed', 'bigint')
        .execute()
      await db.schema.createIndex('person_class').on('person').columns(['class', 'at']).execute()
      await db.schema
        .createTable('login')
        .addColumn('token', 'text', (column) => column.primaryKey())
        .addColumn('person', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('expires', 'bigint', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('login_person').on('login').column('person').execute()
      await db.schema
        .createTable('class')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('labs', 'text', (column) => column.notNull())
        .addColumn('capacity', 'integer', (column) => column.notNull())
        .addColumn('language', 'text', (column) => column.notNull())
        .addColumn('minutes', 'integer', (column) => column.notNull())
        .addColumn('idle', 'integer', (column) => column.notNull())
        .addColumn('ends', 'bigint')
        .addColumn('code', 'text', (column) => column.notNull().unique())
        .addColumn('open', 'integer', (column) => column.notNull())
        .addColumn('paused', 'bigint')
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('ended', 'bigint')
        .execute()
      await db.schema
        .createTable('event')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('class', 'text')
        .addColumn('person', 'text')
        .addColumn('by', 'text')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('detail', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('event_class').on('event').columns(['class', 'id']).execute()
      await db.schema.createIndex('event_person').on('event').columns(['person', 'id']).execute()
      await db.schema.createIndex('event_latest').on('event').columns(['class', 'kind', 'person', 'id']).execute()
    },
  },
}
