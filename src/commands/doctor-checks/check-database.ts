import type postgres from 'postgres';
import { readMigrationState } from '#db/migration-state';
import { type Finding, fail, ok, warn } from './finding.ts';

const PART = 'Database';
const OLDEST = 150_000;

interface Facts {
  version: string;
  number: number;
  encoding: string;
  mayMakeRoles: boolean;
  hasRole: boolean;
  hasExtension: boolean;
  extensionOffered: boolean;
  mayCreate: boolean;
}

/** Version, encoding, rights and schema of the database. @throws when it cannot be asked. */
export async function checkDatabase(sql: postgres.Sql, where: string): Promise<Finding[]> {
  const facts = await readFacts(sql);
  const state = await readMigrationState(sql);
  return [
    checkVersion(facts, where),
    ...checkEncoding(facts),
    // What the migrations made once, they need no right to make.
    ...(state === 'missing' || state === 'behind' ? checkRights(facts) : []),
    checkSchema(state),
  ];
}

function checkVersion({ version, number }: Facts, where: string): Finding {
  return number >= OLDEST
    ? ok(PART, `PostgreSQL ${version} at ${where}`)
    : fail(PART, `PostgreSQL ${version} at ${where} is too old`, 'use PostgreSQL 15 or newer');
}

function checkEncoding({ encoding }: Facts): Finding[] {
  if (encoding === 'UTF8') return [];
  const mend = "make the database anew: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0";
  return [fail(PART, `its encoding is ${encoding}, not UTF8`, mend)];
}

function checkRights(facts: Facts): Finding[] {
  const findings: Finding[] = [];
  if (!facts.hasRole && !facts.mayMakeRoles) {
    const mend =
      'as a superuser: CREATE ROLE punctual_tenant NOLOGIN; GRANT punctual_tenant TO ...';
    findings.push(fail(PART, 'this user may not create the role punctual_tenant', mend));
  }
  if (!facts.hasExtension && !facts.extensionOffered) {
    const mend = "install PostgreSQL's contrib package on the server";
    findings.push(fail(PART, 'the extension btree_gist is not there to be created', mend));
  }
  if (!facts.mayCreate) {
    const mend =
      'as its owner: GRANT CREATE ON DATABASE ... TO ...; GRANT CREATE ON SCHEMA public TO ...';
    findings.push(fail(PART, 'this user may not create tables and extensions here', mend));
  }
  return findings;
}

function checkSchema(state: Awaited<ReturnType<typeof readMigrationState>>): Finding {
  const mend = 'run punctual migrate (punctual start does it by itself)';
  switch (state) {
    case 'current':
      return ok('Schema', 'the newest');
    case 'missing':
      return fail('Schema', 'not there yet', mend);
    case 'behind':
      return fail('Schema', 'older than this program', mend);
    case 'ahead':
      return warn('Schema', 'newer than this program', 'replace this program by the newer release');
  }
}

async function readFacts(sql: postgres.Sql): Promise<Facts> {
  const [facts] = await sql<[Facts]>`
    SELECT current_setting('server_version') AS version,
      current_setting('server_version_num')::int AS number,
      current_setting('server_encoding') AS encoding,
      (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) AS "mayMakeRoles",
      EXISTS (SELECT FROM pg_roles WHERE rolname = 'punctual_tenant'
        AND pg_has_role(current_user, oid, 'MEMBER')) AS "hasRole",
      EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gist') AS "hasExtension",
      EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gist') AS "extensionOffered",
      has_database_privilege(current_database(), 'CREATE')
        AND has_schema_privilege('public', 'CREATE') AS "mayCreate"`;
  return facts;
}
