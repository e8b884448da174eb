/**
 * Prints, as a JSON array, what are-the-types-wrong finds in a package for every module resolution of
 * TypeScript. Argument: the package's tarball.
 */
import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';

const [tarball = ''] = process.argv.slice(2);
const packed = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
const result = await checkPackage(packed);
const findings =
  result.types === false
    ? ['it has no types']
    : result.problems.map((problem) => JSON.stringify(problem));
process.stdout.write(JSON.stringify(findings));
