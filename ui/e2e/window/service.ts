/** The scripted server as the journeys' service: what it was asked, and when its client left. */
import { join } from "node:path";

import type { Desktop } from "./desktop";
import type { Program } from "./programs";

export interface ServiceOptions {
  /** The one key it knows. */
  key: string;
  /** Between two words of an answer, in milliseconds. */
  delayMs?: number;
  /** Whether it takes any key, and says it back wherever an answer can hold it. */
  echo?: boolean;
}

/** A request to the service, as it came over the wire. */
export interface Request {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: string;
}

/** What a question's body holds. */
export interface Question {
  model: string;
  stream: boolean;
  messages: { role: string; content: string | Part[] }[];
}

export type Part = { type: "text"; text: string } | { type: "image_url"; image_url: { url: string } };

const PROGRAM = join(import.meta.dirname, "../../../target/debug/scripted-server");

export class Service {
  /** Its origin, `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly #program: Program;

  private constructor(program: Program, origin: string) {
    this.#program = program;
    this.origin = origin;
  }

  static async start(
    desktop: Desktop,
    { key, delayMs = 25, echo = false }: ServiceOptions,
  ): Promise<Service> {
    const args = ["--tell", "--key", key, "--delay-ms", String(delayMs), ...(echo ? ["--echo"] : [])];
    const program = desktop.programs.start(PROGRAM, args, { env: desktop.env });
    const line = await program.line(/^listening on /);
    return new Service(program, line.replace("listening on ", ""));
  }

  /** Every request so far. */
  requests(): Request[] {
    return this.#told("request").map((text) => JSON.parse(text) as Request);
  }

  /** Every question so far. */
  questions(): Question[] {
    const isQuestion = ({ target }: Request): boolean => target === "/v1/chat/completions";
    return this.requests()
      .filter(isQuestion)
      .map(({ body }) => JSON.parse(body) as Question);
  }

  /** Resolves when the app has left so many answers unfinished. */
  async left(times: number): Promise<void> {
    await this.#program.line(new RegExp(`^left ${times}$`));
  }

  #told(word: string): string[] {
    return this.#program.lines
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1));
  }
}

/** The data URLs of a question's pictures. */
export function pictures({ messages }: Question): string[] {
  const parts = messages.flatMap(({ content }) => (typeof content === "string" ? [] : content));
  return parts.flatMap((part) => (part.type === "image_url" ? [part.image_url.url] : []));
}

/** The text of a message. */
export function text(content: string | Part[]): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("");
}
