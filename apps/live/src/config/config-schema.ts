import { z } from 'zod';
import { isCameraSource, isPushTarget, sourceExpectation } from './camera-source.ts';
import { isAddress } from './address.ts';

const camera = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
      'expected 1 to 64 letters, digits, _ and -, beginning with a letter or digit',
    )
    .describe('What the camera is called here. Part of its addresses, so 1 to 64 of A–Z, a–z, 0–9, _ and -.'),
  source: z
    .string()
    .refine(isCameraSource, `expected ${sourceExpectation}`)
    .describe(
      'Where its pictures come from: rtsp:// or rtsps:// (H.264, H.265), http:// or https:// (MJPEG), v4l2:/dev/video0 (webcam), file:clip.mp4 (played in real time, again and again). Variables in a URL are percent-encoded.',
    ),
  transport: z
    .enum(['tcp', 'udp'])
    .default('tcp')
    .describe('How RTSP sends pictures. tcp loses nothing on the way; udp is for cameras that know nothing else.'),
  preset: z
    .enum(['face', 'head'])
    .default('head')
    .describe('How much of a person is hidden: the face, or the whole head with hair, ears and chin.'),
  text: z
    .enum(['all', 'plates', 'none'])
    .default('all')
    .describe('Which text is hidden: all readable text, what may be a licence plate, or none.'),
  effect: z
    .enum(['solid', 'mosaic', 'blur'])
    .default('solid')
    .describe(
      'What is put over heads. solid: nothing of them is left. mosaic is cosmetic and blur is weak: both can be undone in part. Text and fixed regions are solid whatever the effect.',
    ),
  holdBackSeconds: z
    .number()
    .min(0)
    .max(3)
    .default(0.3)
    .describe(
      'How long frames wait, in seconds, so that somebody found now is hidden in frames that have not left yet. 0 to 3. Less shows people for a moment when they appear; more adds its own length to the delay.',
    ),
  looksPerSecond: z
    .number()
    .min(1)
    .max(30)
    .default(5)
    .describe(
      'How often faces are looked for. 1 to 30. Fewer miss people who move quickly, and cost less; the machine may give fewer than asked.',
    ),
  lookWithinSeconds: z
    .number()
    .min(0.05)
    .max(1)
    .default(0.25)
    .describe(
      'How near in time a finished look must be for a frame to leave, in seconds; else a card takes its place. 0.05 to 1. More shows fewer cards on a slow machine, and people longer before they are found.',
    ),
  hide: z
    .array(
      z
        .strictObject({
          x: z.number().min(0).max(1).describe('Left edge, as a share of the width.'),
          y: z.number().min(0).max(1).describe('Upper edge, as a share of the height.'),
          width: z.number().positive().max(1).describe('Width, as a share of the width of the picture.'),
          height: z.number().positive().max(1).describe('Height, as a share of the height of the picture.'),
        })
        .superRefine((box, context) => {
          // A tenth of a percent for those who write 0.333 + 0.667.
          if (box.x + box.width > 1.001)
            context.addIssue({
              code: 'custom',
              path: ['width'],
              message: 'expected a width that ends inside the picture',
              input: box.width,
            });
          if (box.y + box.height > 1.001)
            context.addIssue({
              code: 'custom',
              path: ['height'],
              message: 'expected a height that ends inside the picture',
              input: box.height,
            });
        }),
    )
    .max(64)
    .default([])
    .describe("Rectangles that are always hidden, such as a neighbour's window, in shares of the picture (0 to 1)."),
  output: z
    .strictObject({
      width: evenSize('width'),
      height: evenSize('height'),
      fps: z.number().min(1).max(60).default(15).describe('Frames per second at most. 1 to 60, default 15.'),
      bitrateKbps: z
        .int()
        .min(100)
        .max(50_000)
        .optional()
        .describe('Bit rate at most, in kbit/s. 100 to 50000, default: whatever an even quality needs.'),
      preset: z
        .enum(['ultrafast', 'superfast', 'veryfast', 'faster'])
        .default('superfast')
        .describe('How thoroughly x264 encodes. Slower ones need fewer bits and more of the processor.'),
    })
    .superRefine((output, context) => {
      if ((output.width === undefined) === (output.height === undefined)) return;
      const missing = output.width === undefined ? 'width' : 'height';
      context.addIssue({
        code: 'custom',
        path: [missing],
        message: 'expected width and height together, or neither',
        input: undefined,
      });
    })
    .prefault({})
    .describe('What leaves the gateway.'),
  push: z
    .string()
    .refine(isPushTarget, 'expected an rtsp:// or rtsps:// URL')
    .optional()
    .describe('An RTSP server of yours that the hidden stream is pushed to as well. Default: none.'),
});

function evenSize(side: string): z.ZodOptional<z.ZodNumber> {
  return z
    .int()
    .min(64)
    .max(7680)
    .multipleOf(2, 'expected an even number of pixels')
    .optional()
    .describe(
      `${side === 'width' ? 'Width' : 'Height'} in pixels, even. 64 to 7680, default: the first ${side} that the camera has.`,
    );
}

/** Schema of `passerby.yaml`: the only place of its ranges, defaults and descriptions. */
export const configSchema = z
  .strictObject({
    listen: z
      .strictObject({
        web: address('127.0.0.1:8555').describe(
          'Where the page is served: HOST:PORT, on loopback only (127.0.0.1, ::1, localhost). Default 127.0.0.1:8555.',
        ),
        rtsp: address('127.0.0.1:8554').describe(
          'Where hidden streams are served: HOST:PORT. Beyond loopback only with access.rtsp. Default 127.0.0.1:8554.',
        ),
      })
      .prefault({})
      .describe('Where the gateway listens.'),
    cameras: z.array(camera).min(1).max(64).describe('The cameras, 1 to 64.'),
    access: z
      .strictObject({
        rtsp: z
          .strictObject({
            user: z
              .string()
              .min(1)
              .max(64)
              .regex(/^[^":\s]+$/, 'expected a user name without quotes, colons and spaces')
              .describe('Name that recorders log in with.'),
            password: z.string().min(1).max(128).describe('Their password, 1 to 128 characters.'),
          })
          .optional()
          .describe('Asked for by the RTSP server, on loopback too. Default: none.'),
      })
      .prefault({})
      .describe('Who may see the hidden streams.'),
    webhook: z
      .strictObject({
        url: z
          .string()
          .refine(isWebhookUrl, 'expected an http:// or https:// URL')
          .describe('Where the state of cameras is posted to as JSON. Redirects are refused.'),
      })
      .optional()
      .describe("Told about the cameras' health (offline, covered, moved…), and nothing about people. Default: none."),
  })
  .superRefine((config, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of config.cameras.entries()) {
      if (seen.has(name))
        context.addIssue({
          code: 'custom',
          path: ['cameras', index, 'name'],
          message: 'expected a name that no other camera has',
          input: name,
        });
      seen.add(name);
    }
  });

function address(fallback: string): z.ZodDefault<z.ZodString> {
  return z.string().refine(isAddress, 'expected HOST:PORT, such as 127.0.0.1:8555').default(fallback);
}

function isWebhookUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}

/** What `passerby.yaml` says once checked, before its texts are taken apart. */
export type CheckedConfig = z.output<typeof configSchema>;

/** The schema's JSON Schema (draft 2020-12), for editors. It says less than {@link configSchema} checks. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Passerby cameras (passerby.yaml)', ...z.toJSONSchema(configSchema, { io: 'input' }) };
}
