import { describe, expect, it } from "vitest";
import type { Account, Cause, Code } from "../host/types";
import { telling } from "./failures";

const account: Account = { service: "s", key: { state: "none" } };

describe("failures", () => {
  it("a cause is told instead of the general sentence", () => {
    const general = telling({ code: "unreachable" }, account);
    const offline = telling({ code: "unreachable", cause: "offline" satisfies Cause }, account);
    expect(offline.title).not.toBe(general.title);
  });

  it("a refused field is named", () => {
    expect(telling({ code: "bad_request", field: "top_p" }, account).sentence).toContain("top_p");
  });

  it("once there is a key, a question that had none only needs to be sent again", () => {
    const failure = { code: "no_key" satisfies Code } as const;
    expect(telling(failure, account).action).toBe("enter_key");
    expect(telling(failure, { ...account, key: { state: "session", ends_in: "" } }).action).toBe(
      "send_again",
    );
  });

  it("an empty balance is never told as a wrong key", () => {
    expect(telling({ code: "no_money", status: 401 }, account).action).toBe("top_up");
  });
});
