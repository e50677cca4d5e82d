import {BaseSequencer, type TestSpecification} from 'vitest/node';

/** Started last, each of these would be what everything else has to wait for in the end. */
const LONGEST = [
  'cluster/unnoticed',
  'terminal/viewer',
  'terminal/replay',
  'terminal/views',
  'terminal/cockpit',
  'cluster/blocked',
  'terminal/diagnosis',
  'cluster/hand-over',
];

/** The test files that take longest first, then the others as Vitest sees fit. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({moduleId}: TestSpecification) =>
      LONGEST.some(name => moduleId.includes(`/test/${name}.test.`));
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))];
  }
}
