import { hideFile, type HideFileOptions } from '@passerby/node';

// One run in a process of its own, so that its cost can be told: node hide-once.js INPUT OUTPUT OPTIONS-AS-JSON
const [input = '', output = '', options = '{}'] = process.argv.slice(2);
await hideFile(input, output, JSON.parse(options) as HideFileOptions);
