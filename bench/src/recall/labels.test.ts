import { describe, expect, it } from 'vitest';
import { parseClipLabels, parsePhotoLabels } from './labels.ts';

describe('parsePhotoLabels', () => {
  it('reads boxes from corners, photo by photo, and photos without any', () => {
    const csv =
      'file,width,height,class,x1,y1,x2,y2\na.jpg,640,480,face,10,20,30,50\na.jpg,640,480,plate,1.5,2,3.5,4\nb.jpg,9,9,none,,,,\n';
    expect(parsePhotoLabels(csv)).toEqual([
      {
        file: 'a.jpg',
        labels: [
          { name: 'face', box: { x: 10, y: 20, width: 20, height: 30 } },
          { name: 'plate', box: { x: 1.5, y: 2, width: 2, height: 2 } },
        ],
      },
      { file: 'b.jpg', labels: [] },
    ]);
  });

  it('takes names of files with commas', () => {
    expect(parsePhotoLabels('heading\na,b.jpg,640,480,face,1,2,3,4')[0]?.file).toBe('a,b.jpg');
  });
});

describe('parseClipLabels', () => {
  it('counts frames from 0 and names what does not count', () => {
    const labelsAt = parseClipLabels('1,1,160,83,56,65,1,2,1\n3,1,1,2,3,4,0,1,1\n');
    expect(labelsAt(0)).toEqual([{ name: 'face', box: { x: 160, y: 83, width: 56, height: 65 }, track: 1 }]);
    expect(labelsAt(1)).toEqual([]);
    expect(labelsAt(2)[0]?.name).toBe('ignored');
  });
});
