import { UnsupportedMediaError } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';

describe('describeFailure', () => {
  it('keeps the sentences of engine errors', () => {
    expect(describeFailure(new UnsupportedMediaError('No pictures in it.'))).toMatchObject({
      code: 'unsupported-media',
      message: 'No pictures in it.',
    });
  });

  it('turns system errors into sentences without paths', () => {
    const error = Object.assign(new Error("ENOSPC: no space, write '/home/jo/secret.mp4'"), { code: 'ENOSPC' });
    expect(describeFailure(error)).toMatchObject({ code: 'file-system', message: 'No space is left on the target.' });
    const rare = Object.assign(new Error('EXOTIC /home/jo'), { code: 'EXOTIC' });
    expect(describeFailure(rare).message).toBe('The file system reported EXOTIC.');
  });

  it('calls everything else a bug, with the rest for developers', () => {
    const bug = describeFailure(new TypeError('x is undefined'));
    expect(bug.code).toBe('unexpected');
    expect(bug.message).not.toContain('undefined');
    expect(bug.details).toContain('x is undefined');
    expect(describeFailure('thrown text').details).toBe('thrown text');
  });
});
