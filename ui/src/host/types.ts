// What crosses between the shell and the page. Written by `cargo xtask types` from src-tauri/core/src/wire.rs.

/**
 * The service that would be asked, and whether there is a key for it.
 */
export type Account = { 
/**
 * The service's origin, `https://api.302.ai`.
 */
service: string, 
/**
 * The key.
 */
key: KeyState, };

/**
 * How a table's column stands.
 */
export type Alignment = "none" | "left" | "center" | "right";

/**
 * One step of an answer on its way to the page. The first message after `watch` holds everything so far;
 * each later one, at most one a frame, what is new.
 */
export type AnswerUpdate = { "type": "started", 
/**
 * The model that answers.
 */
model: string, } | { "type": "blocks", 
/**
 * Zero-based, among the answers asked for.
 */
answer: number, 
/**
 * How many blocks stay.
 */
keep: number, 
/**
 * The blocks behind them.
 */
blocks: Array<Block>, } | { "type": "reasoning", 
/**
 * Zero-based, among the answers asked for.
 */
answer: number, 
/**
 * To be appended.
 */
text: string, } | { "type": "refusal", 
/**
 * Zero-based, among the answers asked for.
 */
answer: number, 
/**
 * To be appended.
 */
text: string, } | { "type": "usage", 
/**
 * As the service counted.
 */
usage: Usage, } | { "type": "notice", 
/**
 * What.
 */
notice: Notice, } | { "type": "end", 
/**
 * Which end.
 */
end: End, };

/**
 * What every window hears of, whatever it asked for.
 */
export type AppEvent = { "type": "drag_entered" } | { "type": "drag_left" } | { "type": "nothing_dropped" } | { "type": "picture_opening", 
/**
 * Its name from now on.
 */
id: string, 
/**
 * The file's name.
 */
name: string | null, } | { "type": "picture_ready", 
/**
 * The picture.
 */
picture: Picture, } | { "type": "picture_refused", 
/**
 * The name it was opening under.
 */
id: string, 
/**
 * The file's name.
 */
name: string | null, 
/**
 * Why.
 */
refusal: Refusal, } | { "type": "picture_removed", 
/**
 * Which.
 */
id: string, } | { "type": "draft_changed", 
/**
 * All of them.
 */
draft: Array<Waiting>, } | { "type": "too_many_pictures", 
/**
 * The files' names.
 */
names: Array<string | null>, } | { "type": "draft_trouble", 
/**
 * Why it is not; none when it is again.
 */
trouble: Trouble | null, } | { "type": "settings_changed", 
/**
 * All of them.
 */
settings: Settings, 
/**
 * How many pictures the chosen model takes in one request.
 */
max_pictures: number, 
/**
 * The language to show.
 */
language: Language, } | { "type": "fault" } | { "type": "account_changed", 
/**
 * What is known now.
 */
account: Account, } | { "type": "menu_chosen", 
/**
 * What.
 */
choice: MenuChoice, } | { "type": "not_copied", 
/**
 * Which kind of thing.
 */
what: Copied, };

/**
 * One block of an answer.
 */
export type Block = { "type": "paragraph", 
/**
 * Its text.
 */
inlines: Array<Inline>, } | { "type": "heading", 
/**
 * 1 to 6.
 */
level: number, 
/**
 * Its text.
 */
inlines: Array<Inline>, } | { "type": "list", 
/**
 * The first number, or none for bullets.
 */
start: number | null, 
/**
 * What stands in it.
 */
items: Array<Item>, } | { "type": "code", 
/**
 * The language the fence names, as written; empty when none.
 */
language: string, 
/**
 * The code, without the fence and without a last newline.
 */
text: string, } | { "type": "quote", 
/**
 * What stands in it.
 */
blocks: Array<Block>, } | { "type": "rule" } | { "type": "table", 
/**
 * One alignment a column.
 */
alignments: Array<Alignment>, 
/**
 * The first row.
 */
head: Array<Array<Inline>>, 
/**
 * The other rows; each has as many cells as `head`.
 */
rows: Array<Array<Array<Inline>>>, };

/**
 * Why there was no connection.
 */
export type Cause = "offline" | "name_not_found" | "refused" | "tls_expired" | "tls_wrong_name" | "tls_unknown_issuer" | "tls_other" | "proxy" | "timeout";

/**
 * Why a question has no (complete) answer. Closed: a new one needs a title, a sentence and an action.
 */
export type Code = "no_key" | "bad_key" | "key_expired" | "no_money" | "quota" | "rate_limited" | "model_unavailable" | "model_is_blind" | "picture_refused" | "too_large" | "too_many_tokens" | "bad_request" | "forbidden" | "blocked" | "wrong_address" | "service_down" | "unreachable" | "cut_off" | "stalled" | "empty_answer" | "length_used_up" | "too_long" | "protocol" | "picture_gone" | "store_failed" | "internal";

/**
 * Why a command did nothing.
 */
export type CommandError = { "code": "not_found" } | { "code": "bad_address" } | { "code": "not_saved" } | { "code": "consent_needed", 
/**
 * Its origin, `https://api.302.ai`.
 */
service: string, } | { "code": "too_many_pictures" } | { "code": "system" } | { "code": "internal" };

/**
 * A conversation: questions with their answers.
 */
export type Conversation = { 
/**
 * Its name among conversations.
 */
id: string, 
/**
 * In the order they were asked.
 */
turns: Array<Turn>, };

/**
 * Kinds of things that go to the clipboard.
 */
export type Copied = "picture" | "answer";

/**
 * How an answer ended.
 */
export type End = { "type": "finished", 
/**
 * One for each answer: `stop`, `length`, … an open set.
 */
finish_reasons: Array<string>, } | { "type": "interrupted", 
/**
 * What happened.
 */
error: Failure, } | { "type": "failed", 
/**
 * What happened.
 */
error: Failure, } | { "type": "stopped" };

/**
 * One failure, as it crosses to the page and as `examples/ask` prints it.
 *
 * `service_message` and `details` are redacted (no key, no question, no picture); `details` holds at most
 * 2 KiB.
 */
export type Failure = { 
/**
 * What happened.
 */
code: Code, 
/**
 * The HTTP status, when there was a response.
 */
status?: number, 
/**
 * Seconds to wait before asking again, when the service said so.
 */
retry_after_s?: number, 
/**
 * The body field that was refused.
 */
field?: string, 
/**
 * For `unreachable`: why.
 */
cause?: Cause, 
/**
 * The service's own sentence.
 */
service_message?: string, 
/**
 * The raw answer, cut and redacted.
 */
details?: string, };

/**
 * A piece of text within a block.
 */
export type Inline = { "type": "text", 
/**
 * The letters.
 */
text: string, } | { "type": "code", 
/**
 * The letters.
 */
text: string, } | { "type": "emphasis", 
/**
 * What stands in it.
 */
inlines: Array<Inline>, } | { "type": "strong", 
/**
 * What stands in it.
 */
inlines: Array<Inline>, } | { "type": "strikethrough", 
/**
 * What stands in it.
 */
inlines: Array<Inline>, } | { "type": "link", 
/**
 * Where it leads, as written. Not to be trusted.
 */
address: string, 
/**
 * What stands in it.
 */
inlines: Array<Inline>, } | { "type": "break" };

/**
 * One entry of a list.
 */
export type Item = { 
/**
 * Ticked or not, when it is a task.
 */
checked: boolean | null, 
/**
 * What stands in it. In a tight list text stands here as a paragraph too.
 */
blocks: Array<Block>, };

/**
 * Why a key the user entered was not kept.
 */
export type KeyRefused = { "reason": "empty" } | { "reason": "malformed" } | { "reason": "wrong" } | { "reason": "key_store", 
/**
 * Why.
 */
code: KeyStoreCode, };

/**
 * What became of a key the user entered.
 */
export type KeySaved = "kept" | "session";

/**
 * What is known of the key. Never the key.
 */
export type KeyState = { "state": "reading" } | { "state": "none" } | { "state": "kept", 
/**
 * Its last four characters; empty when it is too short to show any.
 */
ends_in: string, } | { "state": "session", 
/**
 * Its last four characters; empty when it is too short to show any.
 */
ends_in: string, } | { "state": "unreadable", 
/**
 * Why.
 */
code: KeyStoreCode, };

/**
 * Why the system's keychain did not do what was asked.
 */
export type KeyStoreCode = "absent" | "locked" | "dismissed" | "denied" | "too_long" | "timeout" | "other";

/**
 * A language there are sentences in.
 */
export type Language = "en" | "zh-CN";

/**
 * A language, or to follow the system.
 */
export type LanguageChoice = "system" | "en" | "zh-CN";

/**
 * What was chosen in a context menu, where it is the page's to do.
 */
export type MenuChoice = { "choice": "look_closer", 
/**
 * Its id.
 */
picture: string, } | { "choice": "remove", 
/**
 * Its id.
 */
picture: string, } | { "choice": "copy_selection" } | { "choice": "select_all", 
/**
 * Its id.
 */
answer: string, };

/**
 * What a context menu is asked for.
 */
export type MenuSubject = { "of": "picture", 
/**
 * Its id.
 */
id: string, 
/**
 * Whether it already is looked at closely.
 */
enlarged: boolean, } | { "of": "answer", 
/**
 * Its id.
 */
id: string, 
/**
 * Whether some text is selected.
 */
selected: boolean, };

/**
 * Something the user should know, that is no failure.
 */
export type Notice = { 
/**
 * What happened.
 */
code: NoticeCode, 
/**
 * The body field it is about.
 */
field?: string, 
/**
 * How many (lines skipped, pictures left out or joined, answers that came).
 */
count?: number, };

/**
 * What a notice is about. Closed: a new one needs a sentence.
 */
export type NoticeCode = "field_dropped" | "field_renamed" | "retried" | "fewer_answers" | "cut_by_length" | "filtered" | "skipped_lines" | "pictures_joined" | "picture_left_out" | "system_folded";

/**
 * What was found on the clipboard. Its text is none of it: the page knows only what was pasted into it.
 */
export type Pasted = "picture" | "nothing" | "unanswered";

/**
 * A picture that was taken in.
 */
export type Picture = { 
/**
 * An opaque name.
 */
id: string, 
/**
 * The file's name, without its folder; none when it had none.
 */
name: string | null, 
/**
 * The file's format: `JPEG`, `PNG`, …
 */
format: string, 
/**
 * Pixels, upright.
 */
width: number, 
/**
 * Pixels, upright.
 */
height: number, 
/**
 * Whether only the first picture of an animation is used.
 */
animated: boolean, 
/**
 * What would be sent to the chosen model.
 */
sent: Sent, };

/**
 * Why a picture was not taken. Closed: a new one needs a sentence.
 */
export type Refusal = { "code": "unsupported", 
/**
 * Its name (`HEIC`, `PDF`, `ZIP`, …), when the content shows it.
 */
format: string | null, } | { "code": "broken" } | { "code": "too_many_pixels" } | { "code": "too_many_bytes" } | { "code": "not_a_file" } | { "code": "unreadable" } | { "code": "gone" } | { "code": "took_too_long" } | { "code": "decoder_crashed" };

/**
 * A picture as it leaves the computer.
 */
export type Sent = { 
/**
 * Pixels.
 */
width: number, 
/**
 * Pixels.
 */
height: number, 
/**
 * Bytes of the encoded picture.
 */
bytes: number, };

/**
 * Everything the user can choose.
 */
export type Settings = { 
/**
 * The service's base address.
 */
service: string, 
/**
 * The model's id, as the service writes it.
 */
model: string, 
/**
 * Whether the practice service inside the app answers, instead of a real one.
 */
practice: boolean, 
/**
 * The language of the window; none follows the system.
 */
language: Language | null, 
/**
 * How large the window is drawn, in percent of the system's text size: 50 to 300.
 */
text_size_percent: number, };

/**
 * What the page wants changed; what is absent stays.
 */
export type SettingsChange = { 
/**
 * A service address as typed.
 */
service?: string, 
/**
 * A model id as typed.
 */
model?: string, 
/**
 * Practice on or off.
 */
practice?: boolean, 
/**
 * A language, or the system's.
 */
language?: LanguageChoice, 
/**
 * How large the window is drawn, in percent of the system's text size; 50 to 300 is taken.
 */
text_size_percent?: number, };

/**
 * What is wrong with the settings file. There are settings all the same, and a change counts until the app closes.
 */
export type SettingsFault = "settings_set_aside" | "settings_restored" | "settings_newer" | "read_only" | "disk_full";

/**
 * Everything the page needs to draw itself, also after it was reloaded.
 */
export type Start = { 
/**
 * The program's version.
 */
version: string, 
/**
 * The language to show.
 */
language: Language, 
/**
 * What the user chose.
 */
settings: Settings, 
/**
 * The service and its key.
 */
account: Account, 
/**
 * The open conversation.
 */
conversation: Conversation, 
/**
 * The text in the question box.
 */
question: string, 
/**
 * Pictures that wait for their question, in the order they are sent.
 */
draft: Array<Waiting>, 
/**
 * How many pictures may wait.
 */
max_waiting: number, 
/**
 * How many pictures the chosen model takes in one request.
 */
max_pictures: number, 
/**
 * Something to tell at the start: part of what waited could not be read and was set aside.
 */
draft_incomplete: boolean, 
/**
 * Something to tell at the start: what waits cannot be written to the disk.
 */
draft_trouble: Trouble | null, 
/**
 * Another thing to tell: the last run ended with a fault of this program. Told once.
 */
fault_last_time: boolean, 
/**
 * Something to tell of the settings file.
 */
settings_fault: SettingsFault | null, };

/**
 * Why what waits is not on the disk.
 */
export type Trouble = "disk_full" | "read_only" | "other";

/**
 * One question, and the answer that is watched for it.
 */
export type Turn = { 
/**
 * The question, as the user wrote it; may be empty when there is a picture.
 */
question: string, 
/**
 * The pictures that came with it.
 */
pictures: Array<Picture>, 
/**
 * The answer's id, to be given to `watch`.
 */
answer: string, };

/**
 * Tokens, as the service counted them.
 */
export type Usage = { 
/**
 * In the question, its pictures and the conversation before it.
 */
prompt_tokens: number, 
/**
 * In the answers, reasoning included.
 */
completion_tokens: number, 
/**
 * Both.
 */
total_tokens: number, };

/**
 * A place in the row of pictures that wait for their question.
 */
export type Waiting = { "kind": "opening", 
/**
 * Its name among pictures.
 */
id: string, 
/**
 * The file's name.
 */
name: string | null, } | { "kind": "ready", 
/**
 * Its name among pictures.
 */
id: string, 
/**
 * The picture.
 */
picture: Picture, };

/**
 * A page on the web that the app opens in the user's browser. The page names one; the address is ours.
 */
export type WebPage = "keys" | "register" | "top_up";
