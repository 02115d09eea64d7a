/** What a command rejects with, told apart by shape: anything may come out of a failed call. */
import type { CommandError, KeyRefused } from "../host/types";

export function isKeyRefused(rejection: unknown): rejection is KeyRefused {
  return typeof rejection === "object" && rejection !== null && "reason" in rejection;
}

export function isCommandError(rejection: unknown): rejection is CommandError {
  return typeof rejection === "object" && rejection !== null && "code" in rejection;
}
