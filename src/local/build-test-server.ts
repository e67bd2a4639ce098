import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import type { Log } from './log.ts';
import { runTool } from './run-tool.ts';
import { tellElapsed } from './tell-elapsed.ts';

export interface BuildTestServerOptions {
  /** The paths of the `java` and `mvn` programs. */
  java: string;
  maven: string;
  version: string;
  environment: Environment;
  log: Log;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches Temporal's time-skipping server and its dependencies from Maven Central into a folder,
 * with a launcher `temporal-test-server` that finds them wherever the folder is moved to.
 *
 * @throws Error with the end of Maven's output when it fails.
 */
export async function buildTestServer(
  folder: string,
  { java, maven, version, environment, log, signal }: BuildTestServerOptions,
): Promise<void> {
  log(`fetching Temporal's test server ${version} with Maven (39 MB, once)`);
  await writeFile(join(folder, 'pom.xml'), toPom(version));
  const args = ['-B', '-q', 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  args.push(`-DoutputDirectory=${join(folder, 'lib')}`);
  await tellElapsed("fetching Temporal's test server", log, () =>
    runTool({ file: maven, args, env: environment, cwd: folder, signal }),
  );
  const launcher = join(folder, 'temporal-test-server');
  await writeFile(launcher, toLauncher(java));
  await chmod(launcher, 0o755);
}

// Without logback: at its default level it logs every frame. With nothing at all, SLF4J complains.
function toPom(version: string): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>punctual</groupId><artifactId>test-server</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId>
    <version>${version}</version>
    <exclusions><exclusion>
      <groupId>ch.qos.logback</groupId><artifactId>*</artifactId>
    </exclusion></exclusions>
  </dependency><dependency>
    <groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version>
  </dependency></dependencies>
</project>
`;
}

// `exec`, so that stopping the launcher stops Java. One compiler tier: the SDK waits 5 s at most.
// Not --enable-time-skipping: the SDK expects time to be locked at first and unlocks it while it
// waits for a result; with the flag that unlock fails as unbalanced.
function toLauncher(java: string): string {
  return `#!/bin/sh
folder=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec '${java}' -XX:TieredStopAtLevel=1 -cp "$folder/lib/*" \\
  io.temporal.testserver.TestServer "$@"
`;
}
