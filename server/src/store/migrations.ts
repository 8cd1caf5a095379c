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
}
