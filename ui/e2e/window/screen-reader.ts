/** The window as somebody knows it who hears it: roles, names and states through AT-SPI, and what live regions say. */
import { join } from "node:path";

import type { Desktop } from "./desktop";
import type { Program } from "./programs";
import { until } from "./window";

export interface Item {
  /** Its own, as long as the page keeps it. */
  id: string;
  /** As WAI-ARIA names it; what only the desktop knows, as AT-SPI does. */
  role: string;
  name: string;
  description: string;
  states: string[];
  /** Its own text, without that of the elements in it. */
  text: string | null;
  /** A heading's. */
  level: number | null;
  live: string | null;
  /** How many elements it lies in. */
  depth: number;
}

/** Nothing has the focus when so many glances in a row found nothing. */
const GLANCES = 5;

export class ScreenReader {
  readonly #program: Program;
  #asked = 0;

  private constructor(program: Program) {
    this.#program = program;
  }

  /** Listens on that desktop, which must be one for screen readers. */
  static async start(desktop: Desktop): Promise<ScreenReader> {
    const script = join(import.meta.dirname, "screen-reader.py");
    const program = desktop.programs.start("/usr/bin/python3", [script], { env: desktop.env, talk: true });
    await program.line(/^"ready"$/);
    return new ScreenReader(program);
  }

  /** Everything there is, in reading order, whether it can be seen or only be heard. */
  async items(): Promise<Item[]> {
    return ((await this.#ask({ do: "items" })) ?? []) as Item[];
  }

  /** Waits for an element of that role and name. */
  get(role: string, name: string): Promise<Item> {
    return until(`a screen reader finds a ${role} named ${name}`, async () =>
      (await this.items()).find(
        (item) => item.role === role && item.name === name && item.states.includes("showing"),
      ),
    );
  }

  /** Waits until there is none any more. */
  async gone(role: string, name: string): Promise<void> {
    await until(`a screen reader finds no ${role} named ${name}`, async () =>
      (await this.items()).every((item) => item.role !== role || item.name !== name),
    );
  }

  /** Waits until a text can be read: everything that can be read then. */
  async read(text: string): Promise<string> {
    return until(`a screen reader can read ${text}`, async () => {
      const all = (await this.items()).filter(({ live }) => live === null).map(({ text }) => text ?? "");
      const whole = all.join("\n");
      return whole.includes(text) && whole;
    });
  }

  /** Does what the element of that role and name is there for. */
  async press(role: string, name: string): Promise<void> {
    await until(`a screen reader presses the ${role} named ${name}`, () => this.#act("press", role, name));
  }

  /** Moves the focus to it. */
  async focus(role: string, name: string): Promise<void> {
    await until(`a screen reader focuses the ${role} named ${name}`, () => this.#act("focus", role, name));
  }

  /** What has the focus: the innermost, for the page and its frame say that they have it too. */
  async focused(): Promise<Item | undefined> {
    return (await this.items()).findLast(({ states }) => states.includes("focused"));
  }

  /** Waits until something else has the focus than the element of that id: what has it then. After the last element
      of a page comes, for one step, nothing. */
  async moves(from: string | undefined): Promise<Item | undefined> {
    let nothing = 0;
    const moved = await until("the focus moves", async () => {
      const now = await this.focused();
      nothing = now === undefined ? nothing + 1 : 0;
      return now?.id !== from && (now !== undefined || nothing > GLANCES) && { now };
    });
    return moved.now;
  }

  /** Waits until the focus is on an element of that role and name. */
  async isFocused(role: string, name: string): Promise<void> {
    await until(`the focus is on the ${role} named ${name}`, async () => {
      const item = await this.focused();
      return item?.role === role && item.name === name;
    });
  }

  /** Resolves as soon as the page of that program has something that can be pressed. */
  async usable(application: string): Promise<void> {
    await this.#ask({ do: "usable", name: application });
  }

  /** What live regions said so far, each addition by itself; null: one that was gone before it could be read. */
  heard(): (string | null)[] {
    return this.#program.lines
      .filter((line) => line.startsWith('{"heard": '))
      .map((line) => (JSON.parse(line) as { heard: string | null }).heard);
  }

  /** Waits until a live region has said that, after so many things that it said before. */
  async hears(text: string, after = 0): Promise<void> {
    await until(`a live region says ${text}`, () =>
      Promise.resolve(this.heard().slice(after).includes(text)),
    );
  }

  async #act(act: "press" | "focus", role: string, name: string): Promise<boolean> {
    return (await this.#ask({ do: act, role, name })) === true;
  }

  async #ask(request: Record<string, string>): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    this.#program.say(JSON.stringify({ id, ...request }));
    const line = await this.#program.line(new RegExp(`^\\{"id": ${id}, `));
    return (JSON.parse(line) as { answer: unknown }).answer;
  }
}
