/** Programs a journey starts. Each has a process group of its own, and ends with the journey, whatever happens. */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

export interface Start {
  env: NodeJS.ProcessEnv;
  /** Written to its input, which then ends. */
  input?: string;
  /** Whether its input stays open, for what it is told later. */
  talk?: boolean;
}

const PATIENCE_MS = 3_000;

export class Programs {
  readonly #running: Program[] = [];

  start(command: string, args: readonly string[], start: Start): Program {
    const program = new Program(command, args, start);
    this.#running.push(program);
    return program;
  }

  /** Ends them in the opposite order of their start. */
  async stop(): Promise<void> {
    for (const program of this.#running.splice(0).reverse()) await program.stop();
  }
}

export class Program {
  /** Every line it printed so far. */
  readonly lines: string[] = [];
  /** What it wrote to its error output so far. */
  complaints = "";

  readonly #command: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #heard = new Set<() => void>();
  readonly #kill = (): void => {
    this.#signal("SIGKILL");
  };

  constructor(command: string, args: readonly string[], { env, input = "", talk = false }: Start) {
    this.#command = command;
    const child = spawn(command, args, { env, detached: true, stdio: "pipe" });
    this.#child = child;
    process.once("exit", this.#kill);
    this.#ended = new Promise((resolve) => {
      child.once("exit", () => {
        resolve();
      });
      child.once("error", (error) => {
        this.complaints += error.message;
        resolve();
      });
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.lines.push(line);
      for (const look of this.#heard) look();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.complaints += text));
    child.stdin.on("error", () => undefined).write(input);
    if (!talk) child.stdin.end();
  }

  /** Writes a line to its input. */
  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** The first line it printed, or will print, that matches. Rejects when it ends without. */
  async line(pattern: RegExp): Promise<string> {
    let look = (): void => undefined;
    const found = new Promise<string>((resolve) => {
      look = () => {
        const line = this.lines.find((text) => pattern.test(text));
        if (line !== undefined) resolve(line);
      };
      this.#heard.add(look);
      look();
    });
    const ended = this.#ended.then(() => {
      throw new Error(`${this.#command} ended without printing ${pattern.source}: ${this.complaints}`);
    });
    try {
      return await Promise.race([found, ended]);
    } finally {
      this.#heard.delete(look);
    }
  }

  /** Its number; 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when it has ended by itself. */
  ended(): Promise<void> {
    return this.#ended;
  }

  /** Ends it and everything it started. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    const patience = setTimeout(this.#kill, PATIENCE_MS);
    await this.#ended;
    clearTimeout(patience);
    this.#kill();
    process.off("exit", this.#kill);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // The group is already gone.
    }
  }
}
