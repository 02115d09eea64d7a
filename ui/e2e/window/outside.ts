/** What a program and everything it starts send outside this machine: its calls for sockets, in a network of its own
    that has nothing but loopback. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A network that ends at this machine, for whoever starts in it. A user of its own makes that possible without
    being root; it has the same number, for the session's bus asks who calls. */
const ALONE = ["unshare", "--user", "--map-current-user", "--keep-caps", "--net"];
const LOOPBACK_UP = 'ip link set lo up && exec "$@"';
const CALLS = "execve,connect,sendto,sendmsg,sendmmsg";

/** Why no such network can be had here; none when it can. */
export async function whyNotAlone(): Promise<string | undefined> {
  const check = [...alone(), "strace", "--follow-forks", "--output=/dev/null", "ip", "link", "show", "lo"];
  try {
    const { stdout } = await run(check[0] ?? "", check.slice(1));
    return stdout.includes("LOOPBACK,UP") ? undefined : `loopback stays down: ${stdout}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Starts a program there. */
export function alone(): string[] {
  return [...ALONE, "sh", "-c", LOOPBACK_UP, "sh"];
}

/** Starts a program there, and writes down every call for a socket, also those of the programs that it starts. */
export function aloneAndWatched(record: string): string[] {
  const only = [`--trace=${CALLS}`, "--seccomp-bpf", "--string-limit=120", "--quiet=attach,exit"];
  return [...alone(), "strace", "--follow-forks", ...only, `--output=${record}`];
}

/** The calls so far that would have left this machine, or asked somebody for the address of another one. */
export function callsOutside(record: string): string[] {
  if (!existsSync(record)) throw new Error(`nothing was written down in ${record}`);
  return readFileSync(record, "latin1").split("\n").filter(leaves);
}

/** The programs whose calls were written down. */
export function watched(record: string): string[] {
  const started = readFileSync(record, "latin1").matchAll(/execve\("([^"]+)".* = 0$/gm);
  return [...started].map(([, path = ""]) => basename(path));
}

function leaves(line: string): boolean {
  if (line.includes("io.systemd.Resolve") || /sin6?_port=htons\(53\)/.test(line)) return true;
  if (line.includes("sa_family=AF_INET6,")) return !/"(::1|::ffff:127\.[\d.]+)"/.test(line);
  return line.includes("sa_family=AF_INET,") && !/inet_addr\("127\.[\d.]+"\)/.test(line);
}
