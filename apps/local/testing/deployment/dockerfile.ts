import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore from '@balena/dockerignore';
import { DockerfileParser, type From } from 'dockerfile-ast';

export interface Copied {
  /** Paths in the repository. */
  from: string[];
  to: string;
}

export interface Stage {
  image: string;
  tag: string;
  /** The last USER instruction; null: the base image's user. */
  user: string | null;
  /** COPY instructions from the repository, without those from other stages. */
  copied: Copied[];
  runs: string[];
  command: string[];
}

/** The stages of a Dockerfile in order; the last one becomes the image. */
export function readDockerfile(text: string): Stage[] {
  const file = DockerfileParser.parse(text);
  const starts = file.getFROMs().map((from) => from.getRange().start.line);
  const within = (index: number) => (instruction: { getRange(): { start: { line: number } } }) => {
    const { line } = instruction.getRange().start;
    return line > (starts[index] ?? 0) && line < (starts[index + 1] ?? Infinity);
  };
  const named = (keyword: string, index: number) =>
    file
      .getInstructions()
      .filter((instruction) => instruction.getKeyword() === keyword)
      .filter(within(index));
  return file.getFROMs().map((from: From, index) => ({
    image: from.getImageName() ?? '',
    tag: from.getImageTag() ?? '',
    user: named('USER', index).at(-1)?.getArgumentsContent() ?? null,
    copied: file
      .getCOPYs()
      .filter(within(index))
      .filter((copy) => !copy.getFlags().some((flag) => flag.getName() === 'from'))
      .map((copy) => copy.getArguments().map((argument) => argument.getValue()))
      .map((paths) => ({ from: paths.slice(0, -1), to: paths.at(-1) ?? '' })),
    runs: named('RUN', index).map((run) =>
      run
        .getArguments()
        .map((argument) => argument.getValue())
        .join(' '),
    ),
    command: JSON.parse(named('CMD', index).at(-1)?.getArgumentsContent() ?? '[]') as string[],
  }));
}

/** Returns a function that tells whether a file is part of the build context (.dockerignore). */
export function buildContextFilter(root: string): (path: string) => boolean {
  return ignore
    .default()
    .add(readFileSync(join(root, '.dockerignore'), 'utf8'))
    .createFilter();
}
