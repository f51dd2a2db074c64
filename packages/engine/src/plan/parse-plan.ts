import { z } from 'zod';
import { PlanError } from '../errors.ts';
import { explainIssue } from '../explain-issue.ts';
import { planSchema, type Plan } from './plan.ts';

/**
 * Reads a plan.
 * @throws PlanError that names the bad field; unknown formats and versions are refused before anything else is looked at.
 */
export function parsePlan(json: string): Plan {
  return checkPlan(parseJson(json));
}

/**
 * Checks what claims to be a plan, whole: also one that was built in memory, where a NaN would hide nothing.
 * @throws PlanError that names the bad field.
 */
export function checkPlan(value: unknown): Plan {
  const header = headerSchema.safeParse(value, { reportInput: true });
  if (!header.success) throw explainPlan(header.error);
  const result = planSchema.safeParse(value, { reportInput: true });
  if (!result.success) throw explainPlan(result.error);
  return result.data;
}

/**
 * Writes a plan: the same plan is the same text, one line per track, and `parsePlan` gives an equal plan back.
 * @throws PlanError where the plan is not valid.
 */
export function serializePlan(plan: Plan): string {
  const { tracks, ...head } = checkPlan(plan);
  const fields = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const lines = tracks.map((track) => `    ${JSON.stringify(track)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n${fields.join('\n')}\n  "tracks": ${list}\n}\n`;
}

/** The plan's JSON Schema (draft 2020-12), for editors and other tools. It says less than {@link parsePlan} checks. */
export function planJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Passerby plan', ...z.toJSONSchema(planSchema) };
}

/** What every version of the format has. */
const headerSchema = z.object({ format: planSchema.shape.format, version: planSchema.shape.version });

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PlanError('Expected JSON for plan, received text that does not parse.', { cause });
  }
}

function explainPlan(error: z.ZodError): PlanError {
  const [issue] = error.issues;
  const isVersion = issue?.code === 'invalid_value' && issue.path[0] === 'version';
  if (isVersion) return new PlanError(`Expected version 1, received ${JSON.stringify(issue.input) ?? 'nothing'}.`);
  return new PlanError(issue ? explainIssue(issue, 'plan') : 'Expected a valid plan.', { cause: error });
}
