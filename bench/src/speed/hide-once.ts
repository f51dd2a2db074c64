import { hideFile, JobError, type HideFileOptions } from '@passerby/node';

// One run in a process of its own, so that its cost can be told: node hide-once.js INPUT OUTPUT OPTIONS-AS-JSON
// Prints `leak` where the output was discarded by its check: all the work was done then, so the time counts.
const [input = '', output = '', options = '{}'] = process.argv.slice(2);
try {
  await hideFile(input, output, JSON.parse(options) as HideFileOptions);
} catch (error) {
  if (!(error instanceof JobError) || error.code !== 'leak') throw error;
  process.stdout.write('leak');
}
