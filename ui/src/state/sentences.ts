/** The sentence for each code that is no failure of an answer: refused files, notices, keys, messages. */
import type { KeyRefused, KeyStoreCode, Notice, Refusal, SettingsFault, Trouble } from "../host/types";
import { m } from "../messages/compiled/messages.js";
import type { Message } from "./state";

export function refusalSentence(refusal: Refusal): string {
  switch (refusal.code) {
    case "unsupported":
      return refusal.format === null
        ? m.refusal_unsupported_unknown()
        : m.refusal_unsupported({ format: refusal.format });
    case "broken":
      return m.refusal_broken();
    case "too_many_pixels":
      return m.refusal_too_many_pixels();
    case "too_many_bytes":
      return m.refusal_too_many_bytes();
    case "not_a_file":
      return m.refusal_not_a_file();
    case "unreadable":
      return m.refusal_unreadable();
    case "gone":
      return m.refusal_gone();
    case "took_too_long":
      return m.refusal_took_too_long();
    case "decoder_crashed":
      return m.refusal_decoder_crashed();
  }
}

export function noticeSentence({ code, field = "?", count = 0 }: Notice): string {
  switch (code) {
    case "field_dropped":
      return m.notice_field_dropped({ field });
    case "field_renamed":
      return m.notice_field_renamed({ field });
    case "retried":
      return m.notice_retried();
    case "fewer_answers":
      return m.notice_fewer_answers({ count });
    case "cut_by_length":
      return m.notice_cut_by_length();
    case "filtered":
      return m.notice_filtered();
    case "skipped_lines":
      return m.notice_skipped_lines({ count });
    case "pictures_joined":
      return m.notice_pictures_joined({ count });
    case "picture_left_out":
      return m.notice_picture_left_out({ count });
    case "system_folded":
      return m.notice_system_folded();
  }
}

const KEY_STORE: Record<KeyStoreCode, () => string> = {
  absent: m.keystore_absent,
  locked: m.keystore_locked,
  dismissed: m.keystore_dismissed,
  denied: m.keystore_denied,
  too_long: m.keystore_too_long,
  timeout: m.keystore_timeout,
  other: m.keystore_other,
};

export function keyStoreSentence(code: KeyStoreCode): string {
  return KEY_STORE[code]();
}

export function keyRefusedSentence(refused: KeyRefused): string {
  switch (refused.reason) {
    case "empty":
      return m.key_refused_empty();
    case "malformed":
      return m.key_refused_malformed();
    case "wrong":
      return m.key_refused_wrong();
    case "key_store":
      return keyStoreSentence(refused.code);
  }
}

const TROUBLE: Record<Trouble, () => string> = {
  disk_full: m.message_draft_disk_full,
  read_only: m.message_draft_read_only,
  other: m.message_draft_not_kept,
};

/** Names no more than a few: a folder may hold hundreds. */
const NAMED = 3;

function tooManySentence(files: readonly (string | null)[], limit: number): string {
  const names = files.slice(0, NAMED).map((name) => name ?? m.file_unnamed());
  const more = files.length - names.length;
  const inputs = { limit, names: names.join(m.list_separator()) };
  return more > 0
    ? m.message_too_many_pictures_more({ ...inputs, more })
    : m.message_too_many_pictures(inputs);
}

const SETTINGS_FAULT: Record<SettingsFault, () => string> = {
  settings_set_aside: m.message_settings_set_aside,
  settings_restored: m.message_settings_restored,
  settings_newer: m.message_settings_newer,
  read_only: m.message_settings_read_only,
  disk_full: m.message_settings_disk_full,
};

export function settingsFaultSentence(fault: SettingsFault): string {
  return SETTINGS_FAULT[fault]();
}

export function messageSentence(message: Message): string {
  switch (message.kind) {
    case "nothing_dropped":
      return m.message_nothing_dropped();
    case "nothing_to_paste":
      return m.message_nothing_to_paste();
    case "paste_unanswered":
      return m.message_paste_unanswered();
    case "browser_opened":
      return m.message_browser_opened();
    case "browser_failed":
      return m.message_browser_failed();
    case "settings":
      return settingsFaultSentence(message.fault);
    case "not_copied":
      return m.message_not_copied();
    case "picture_not_copied":
      return m.message_picture_not_copied();
    case "not_asked":
      return m.message_not_asked();
    case "fault":
      return m.message_fault();
    case "fault_last_time":
      return m.message_fault_last_time();
    case "too_many_pictures":
      return tooManySentence(message.names, message.limit);
    case "draft_incomplete":
      return m.message_draft_incomplete();
    case "draft_trouble":
      return TROUBLE[message.trouble]();
    case "failed":
      return m.message_failed();
  }
}
