/** Counts the forms of tags over many texts, and keeps where those stand that nobody can read. */
import { scanTags, type TagStatus } from './scanTags';

export interface CountedForm {
  readonly form: string;
  readonly status: TagStatus;
  readonly count: number;
  /** Texts that have it. */
  readonly sources: number;
  /** Where it stands first: source and line. */
  readonly first: string;
  /** Of an unknown form: source, line and column of each, up to a bound. */
  readonly places: readonly string[];
}

const MAX_PLACES = 100;
const ORDER: readonly TagStatus[] = ['unknown', 'ours', 'known'];

export class TagCounts {
  readonly #forms = new Map<string, CountedForm & { count: number; sources: number; places: string[] }>();
  /** Texts that were looked at. */
  texts = 0;

  /** @param articles names of the articles that there are; undefined if nobody knows, and any name will do */
  add(source: string, text: string, articles?: ReadonlySet<string>): void {
    this.texts += 1;
    const here = new Set<string>();
    for (const { form, status, line, column } of scanTags(text, articles)) {
      const known = this.#forms.get(form) ?? {
        form,
        status,
        count: 0,
        sources: 0,
        first: `${source}:${line}`,
        places: [],
      };
      known.count += 1;
      if (status === 'unknown' && known.places.length < MAX_PLACES)
        known.places.push(`${source}:${line}:${column}`);
      if (!here.has(form)) known.sources += 1;
      here.add(form);
      this.#forms.set(form, known);
    }
  }

  /** What needs a look first, then by number. */
  get forms(): CountedForm[] {
    return [...this.#forms.values()].sort(
      (a, b) =>
        ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || b.count - a.count || (a.form < b.form ? -1 : 1),
    );
  }
}
