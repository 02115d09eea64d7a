import { describe, expect, it } from "vitest";
import type { Picture, Start, Waiting } from "../host/types";
import { readyPictures, runningAnswer, screen, sending, shownPicture } from "./questions";
import { INITIAL, type State } from "./state";
import { next, type PageEvent } from "./transitions";
import type { AppEvent } from "../host/types";

const picture = (id: string, bytes = 1000): Picture => ({
  id,
  name: `${id}.png`,
  format: "PNG",
  width: 100,
  height: 50,
  animated: false,
  sent: { width: 100, height: 50, bytes },
});

const start: Start = {
  version: "1",
  language: "en",
  settings: {
    service: "https://api.302.ai/v1",
    model: "m",
    practice: false,
    language: null,
    text_size_percent: 100,
  },
  account: { service: "https://api.302.ai", key: { state: "kept", ends_in: "1234" } },
  conversation: { id: "c", turns: [] },
  question: "",
  draft: [],
  max_waiting: 10,
  max_pictures: 1,
  draft_incomplete: false,
  draft_trouble: null,
  settings_fault: null,
  fault_last_time: false,
};

function after(...events: (AppEvent | PageEvent)[]): State {
  return [{ type: "started", start } as const, ...events].reduce(next, INITIAL);
}

const asked = (answer: string, ...pictures: Picture[]): PageEvent => ({
  type: "asked",
  answer,
  question: "Q",
  pictures,
});

describe("start", () => {
  it("a reload shows the conversation and watches its answers anew", () => {
    const turns = [{ question: "Q", pictures: [picture("p")], answer: "a" }];
    const state = next(INITIAL, { type: "started", start: { ...start, conversation: { id: "c", turns } } });
    expect(screen(state)).toBe("conversation");
    expect(runningAnswer(state)).toBe("a");
  });

  it("what is wrong with the settings file is told", () => {
    const state = next(INITIAL, { type: "started", start: { ...start, settings_fault: "read_only" } });
    expect(state.message).toEqual({ kind: "settings", fault: "read_only" });
    expect(after().message).toBeNull();
  });

  it("a start that failed says so", () => {
    expect(screen(next(INITIAL, { type: "start_failed" }))).toBe("not_started");
  });

  it("doors stand only where no key is kept and practice is off", () => {
    const account = (key: Start["account"]["key"]): AppEvent => ({
      type: "account_changed",
      account: { service: "s", key },
    });
    expect(screen(after(account({ state: "none" })))).toBe("doors");
    expect(screen(after(account({ state: "reading" })))).toBe("empty");
    expect(screen(after(account({ state: "unreadable", code: "locked" })))).toBe("empty");
    const practice: AppEvent = {
      type: "settings_changed",
      settings: { ...start.settings, practice: true },
      max_pictures: 1,
      language: "zh-CN",
    };
    const state = after(account({ state: "none" }), practice);
    expect(screen(state)).toBe("empty");
    expect(state.language).toBe("zh-CN");
  });
});

describe("pictures", () => {
  const opening = (id: string): AppEvent => ({ type: "picture_opening", id, name: "x.png" });
  const ready = (id: string, bytes?: number): AppEvent => ({
    type: "picture_ready",
    picture: picture(id, bytes),
  });

  it("an opening picture waits and then is ready in its place", () => {
    const state = after(opening("a"), opening("b"), ready("b"), ready("a"));
    expect(readyPictures(state).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(shownPicture(state)?.id).toBe("b");
  });

  it("a removed picture that becomes ready late stays away", () => {
    expect(after(opening("a"), { type: "picture_removed", id: "a" }, ready("a")).draft).toEqual([]);
  });

  it("a removed picture that is refused late is not complained about", () => {
    const refused: AppEvent = { type: "picture_refused", id: "a", name: null, refusal: { code: "broken" } };
    expect(after(opening("a"), { type: "picture_removed", id: "a" }, refused).refused).toEqual([]);
  });

  it("a picture that began to open before a reload arrives all the same", () => {
    expect(readyPictures(after(ready("a")))).toHaveLength(1);
  });

  it("opening told twice does not undo ready", () => {
    expect(after(opening("a"), ready("a"), opening("a")).draft.map(({ kind }) => kind)).toEqual(["ready"]);
  });

  it("a refused file leaves the draft and says why, once", () => {
    const refused: AppEvent = { type: "picture_refused", id: "a", name: "x", refusal: { code: "broken" } };
    const state = after(opening("a"), opening("b"), refused, refused);
    expect(state.draft.map(({ id }) => id)).toEqual(["b"]);
    expect(state.refused).toHaveLength(1);
    expect(next(state, { type: "refusals_dismissed", ids: ["a"] }).refused).toEqual([]);
  });

  it("a picture prepared for another model changes where it stands, also in the conversation", () => {
    const state = after(opening("a"), ready("a", 10), asked("x", picture("a", 10)), ready("a", 99));
    expect(state.draft).toEqual([]);
    expect(state.conversation.turns[0]?.pictures[0]?.sent.bytes).toBe(99);
  });

  it("the chosen picture is shown until it is removed", () => {
    const chosen = after(opening("a"), ready("a"), opening("b"), ready("b"), {
      type: "picture_shown",
      id: "a",
    });
    expect(shownPicture(chosen)?.id).toBe("a");
    expect(shownPicture(next(chosen, { type: "picture_removed", id: "a" }))?.id).toBe("b");
  });

  it("the overlay goes when the files leave, are dropped, or hold nothing", () => {
    const held = after({ type: "drag_entered" });
    expect(held.dragging).toBe(true);
    expect(next(held, { type: "drag_left" }).dragging).toBe(false);
    expect(next(held, opening("a")).dragging).toBe(false);
    const nothing = next(held, { type: "nothing_dropped" });
    expect(nothing.dragging).toBe(false);
    expect(nothing.message).toEqual({ kind: "nothing_dropped" });
  });
});

describe("questions", () => {
  it("asking moves the pictures into the conversation and empties the box", () => {
    const state = after(
      { type: "picture_ready", picture: picture("a") },
      { type: "question_written", question: "Q" },
      asked("x", picture("a")),
    );
    expect(state.draft).toEqual([]);
    expect(state.question).toBe("");
    expect(state.conversation.turns).toHaveLength(1);
    expect(runningAnswer(state)).toBe("x");
  });

  it("a one-click question and text written meanwhile leave the box as it is", () => {
    const state = after({ type: "question_written", question: "my own" }, asked("x"));
    expect(state.question).toBe("my own");
    expect(state.conversation.turns[0]?.question).toBe("Q");
  });

  it("a question that could not be sent stands in the box, unless something else is written there", () => {
    const refused: PageEvent = { type: "ask_refused", question: "Q" };
    expect(after(refused)).toMatchObject({ question: "Q", message: { kind: "not_asked" } });
    expect(after({ type: "question_written", question: "newer" }, refused).question).toBe("newer");
  });

  it("a question that waits for consent changes nothing, and is forgotten with its dialog", () => {
    const before = after(
      { type: "picture_ready", picture: picture("a") },
      { type: "question_written", question: "Q" },
    );
    const deed = { kind: "ask", question: "Q", pictures: [picture("a")] } as const;
    const unsent = { service: "https://api.302.ai", deed };
    const asking = next(before, { type: "consent_needed", unsent });
    expect(asking).toEqual({ ...before, dialogs: ["consent"], unsent });
    const other = { ...unsent, service: "https://other.example" };
    expect(next(asking, { type: "consent_needed", unsent: other })).toMatchObject({
      dialogs: ["consent"],
      unsent: other,
    });
    expect(next(asking, { type: "dialog_closed", dialog: "consent" })).toEqual(before);
  });

  it("asking again puts the new answer in the old one's place", () => {
    const again = after(asked("x"), { type: "asked_again", answer: "y", instead: "x" });
    expect(again.conversation.turns.map((turn) => turn.answer)).toEqual(["y"]);
    expect(runningAnswer(again)).toBe("y");
  });

  it("news of an answer of another conversation is not heard", () => {
    const state = after(asked("x"), { type: "conversation_begun", id: "c2", question: "" });
    const late: PageEvent = {
      type: "answer_updated",
      answer: "x",
      updates: [{ type: "started", model: "m" }],
    };
    expect(next(state, late)).toBe(state);
    expect(screen(state)).toBe("empty");
  });

  it("a new conversation keeps the pictures that wait", () => {
    const state = after(
      asked("x"),
      { type: "picture_ready", picture: picture("b") },
      {
        type: "conversation_begun",
        id: "c2",
        question: "kept",
      },
    );
    expect(readyPictures(state).map(({ id }) => id)).toEqual(["b"]);
    expect(state.question).toBe("kept");
  });
});

describe("messages and dialogs", () => {
  it("a fault told just before a question was taken stays to be read", () => {
    const told = after({ type: "fault" }, asked("x"));
    expect(told.message).toEqual({ kind: "fault" });
    expect(next(told, { type: "message_dismissed" }).message).toBeNull();
  });

  it("a message stays until it is dismissed", () => {
    const told = after({ type: "message_shown", message: { kind: "not_copied" } });
    expect(told.message).toEqual({ kind: "not_copied" });
    expect(next(told, { type: "message_dismissed" }).message).toBeNull();
  });

  it("dialogs stack, each once, and close by name", () => {
    const open = (dialog: "settings" | "key"): PageEvent => ({ type: "dialog_opened", dialog });
    const both = after(open("settings"), open("key"), open("key"));
    expect(both.dialogs).toEqual(["settings", "key"]);
    expect(next(both, { type: "dialog_closed", dialog: "key" }).dialogs).toEqual(["settings"]);
  });
});

describe("the row of waiting pictures", () => {
  const waiting = (id: string): Waiting => ({ kind: "ready", id, picture: picture(id) });
  const changed = (...ids: string[]): AppEvent => ({ type: "draft_changed", draft: ids.map(waiting) });
  const order = (state: State): string[] => state.draft.map(({ id }) => id);

  it("stands as the program says, also at the start", () => {
    const restored: Start = {
      ...start,
      question: "What?",
      draft: [{ kind: "opening", id: "a", name: "a.png" }, waiting("b")],
    };
    const state = next(INITIAL, { type: "started", start: restored });
    expect([state.question, order(state)]).toEqual(["What?", ["a", "b"]]);
    expect(order(after(changed("a", "b"), changed("b", "a")))).toEqual(["b", "a"]);
  });

  it("a picture taken away can be taken back once, until the offer passes", () => {
    const removed = after(changed("a", "b"), { type: "picture_removed", id: "a" });
    expect(removed.undo).toEqual({ id: "a", name: "a.png" });
    expect(order(next(removed, changed("a", "b")))).toEqual(["b"]);
    const back = [{ type: "picture_taken_back", id: "a" } as const, changed("a", "b")].reduce(next, removed);
    expect([back.undo, order(back)]).toEqual([null, ["a", "b"]]);
    expect(next(removed, { type: "undo_passed", id: "a" }).undo).toBeNull();
    expect(next(removed, { type: "undo_passed", id: "b" }).undo).toEqual(removed.undo);
    expect(next(removed, { type: "picture_removed", id: "a" }).undo, "told again").toEqual(removed.undo);
  });

  it("a move is told with its new place, each time anew", () => {
    const move: PageEvent = { type: "picture_moved", id: "b", to: 0 };
    const once = after(changed("a", "b"), move);
    expect(once.moved).toEqual({ name: "b.png", number: 1, count: 2 });
    expect(next(once, move).moved).not.toBe(once.moved);
  });

  it("what is over the limit is named, and what is not kept is told until it is", () => {
    const over = after({ type: "too_many_pictures", names: ["k.png"] });
    expect(over.message).toEqual({ kind: "too_many_pictures", names: ["k.png"], limit: 10 });
    const full = after({ type: "draft_trouble", trouble: "disk_full" });
    expect(full.message).toEqual({ kind: "draft_trouble", trouble: "disk_full" });
    expect(next(full, { type: "draft_trouble", trouble: null }).message).toBeNull();
    expect(next(over, { type: "draft_trouble", trouble: null }).message).toEqual(over.message);
  });

  it("the newest pictures are sent, and more in one question than the model takes are put in one", () => {
    const sent = (max_pictures: number, earlier: string[], now: string[]): [string, number] => {
      const state = [
        { type: "started", start: { ...start, max_pictures } } as const,
        asked("a1", ...earlier.map((id) => picture(id))),
        changed(...now),
      ].reduce(next, INITIAL);
      const { sent, joined } = sending(state);
      return [[...sent].sort().join(""), joined];
    };
    expect(sent(1, ["a"], [])).toEqual(["a", 0]);
    expect(sent(1, ["a"], ["b"])).toEqual(["b", 0]);
    expect(sent(1, ["a"], ["b", "c"])).toEqual(["bc", 2]);
    expect(sent(1, ["a", "b"], [])).toEqual(["ab", 2]);
    expect(sent(4, ["a", "b", "c"], ["d", "e"])).toEqual(["bcde", 0]);
    expect(sent(10, ["a"], ["b"])).toEqual(["ab", 0]);
  });
});
