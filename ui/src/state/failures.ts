/** One table: what a failure is called, what it says, and which buttons help. */
import type { Account, Cause, Code, Failure } from "../host/types";
import { m } from "../messages/compiled/messages.js";

/** What a button on an error card does. */
export type Action =
  "enter_key" | "top_up" | "manage_keys" | "choose_model" | "check_address" | "send_again" | "new_question";

/** How a failure is told. `action` is the button that fixes it; *Send again* stands beside every other. */
export interface Telling {
  title: string;
  sentence: string;
  action: Action;
}

/** How `failure` is told to someone whose account is `account`. */
export function telling(failure: Failure, account: Account): Telling {
  const row = failure.code === "unreachable" && failure.cause ? CAUSES[failure.cause] : CODES[failure.code];
  const [title, sentence, action] = row;
  return {
    title: title(),
    sentence:
      failure.code === "bad_request" && failure.field
        ? m.error_bad_request_field({ field: failure.field })
        : sentence(),
    action: failure.code === "no_key" && hasKey(account) ? "send_again" : action,
  };
}

function hasKey({ key }: Account): boolean {
  return key.state === "kept" || key.state === "session";
}

type Row = [title: () => string, sentence: () => string, action: Action];

const CODES: Record<Code, Row> = {
  no_key: [m.error_no_key_title, m.error_no_key, "enter_key"],
  bad_key: [m.error_bad_key_title, m.error_bad_key, "enter_key"],
  key_expired: [m.error_key_expired_title, m.error_key_expired, "enter_key"],
  no_money: [m.error_no_money_title, m.error_no_money, "top_up"],
  quota: [m.error_quota_title, m.error_quota, "manage_keys"],
  rate_limited: [m.error_rate_limited_title, m.error_rate_limited, "send_again"],
  model_unavailable: [m.error_model_unavailable_title, m.error_model_unavailable, "choose_model"],
  model_is_blind: [m.error_model_is_blind_title, m.error_model_is_blind, "choose_model"],
  picture_refused: [m.error_picture_refused_title, m.error_picture_refused, "choose_model"],
  too_large: [m.error_too_large_title, m.error_too_large, "new_question"],
  too_many_tokens: [m.error_too_many_tokens_title, m.error_too_many_tokens, "new_question"],
  bad_request: [m.error_bad_request_title, m.error_bad_request, "choose_model"],
  forbidden: [m.error_forbidden_title, m.error_forbidden, "choose_model"],
  blocked: [m.error_blocked_title, m.error_blocked, "new_question"],
  wrong_address: [m.error_wrong_address_title, m.error_wrong_address, "check_address"],
  service_down: [m.error_service_down_title, m.error_service_down, "send_again"],
  unreachable: [m.error_unreachable_title, m.error_unreachable, "send_again"],
  cut_off: [m.error_cut_off_title, m.error_cut_off, "send_again"],
  stalled: [m.error_stalled_title, m.error_stalled, "send_again"],
  empty_answer: [m.error_empty_answer_title, m.error_empty_answer, "send_again"],
  length_used_up: [m.error_length_used_up_title, m.error_length_used_up, "choose_model"],
  too_long: [m.error_too_long_title, m.error_too_long, "send_again"],
  protocol: [m.error_protocol_title, m.error_protocol, "check_address"],
  picture_gone: [m.error_picture_gone_title, m.error_picture_gone, "new_question"],
  store_failed: [m.error_store_failed_title, m.error_store_failed, "send_again"],
  internal: [m.error_internal_title, m.error_internal, "send_again"],
};

const CAUSES: Record<Cause, Row> = {
  offline: [m.cause_offline_title, m.cause_offline, "send_again"],
  name_not_found: [m.cause_name_not_found_title, m.cause_name_not_found, "check_address"],
  refused: [m.cause_refused_title, m.cause_refused, "check_address"],
  tls_expired: [m.cause_tls_expired_title, m.cause_tls_expired, "send_again"],
  tls_wrong_name: [m.cause_tls_wrong_name_title, m.cause_tls_wrong_name, "check_address"],
  tls_unknown_issuer: [m.cause_tls_unknown_issuer_title, m.cause_tls_unknown_issuer, "send_again"],
  tls_other: [m.cause_tls_other_title, m.cause_tls_other, "send_again"],
  proxy: [m.cause_proxy_title, m.cause_proxy, "send_again"],
  timeout: [m.cause_timeout_title, m.cause_timeout, "send_again"],
};
