//! Which code a complaint gets. Every phrase below was seen in a published error of some service, or in one of
//! its relays. Knows no body and no shape.

use super::complaint::Complaint;
use crate::error::Code;

/// The code for a response with this HTTP status.
pub(crate) fn of_response(complaint: &Complaint, status: u16, pictures_sent: usize) -> Code {
    let said = said(complaint, pictures_sent);
    if let Some(code) = by_err_code(complaint, Some(status), said, pictures_sent) {
        return code;
    }
    let among = |codes: &[Code], otherwise| said.filter(|code| codes.contains(code)).unwrap_or(otherwise);
    match status {
        200..=299 => said.unwrap_or(Code::Protocol),
        300..=399 | 405 | 410 | 421 => Code::WrongAddress,
        401 => among(&[Code::NoMoney, Code::Quota, Code::KeyExpired], Code::BadKey),
        402 => Code::NoMoney,
        407 => Code::Unreachable,
        403 => said.unwrap_or(Code::Forbidden),
        404 => among(&[Code::ModelUnavailable, Code::ModelIsBlind], Code::WrongAddress),
        413 => Code::TooLarge,
        429 => among(&[Code::NoMoney, Code::Quota], Code::RateLimited),
        408 | 500..=599 => said.filter(|code| !is_doubtful_in_a_fault(*code)).unwrap_or(Code::ServiceDown),
        _ => said.unwrap_or(Code::BadRequest),
    }
}

/// The code for an error within a stream, which has no status of its own.
pub(crate) fn of_stream(complaint: &Complaint, pictures_sent: usize) -> Code {
    let said = said(complaint, pictures_sent);
    match (by_err_code(complaint, None, said, pictures_sent), complaint.status) {
        (Some(code), _) => code,
        (None, Some(status)) => of_response(complaint, status, pictures_sent),
        (None, None) => said.unwrap_or(Code::ServiceDown),
    }
}

/// The field a complaint is about: the one it points at, or the first of the request's fields it mentions.
pub(crate) fn field(complaint: &Complaint) -> Option<String> {
    complaint.param.clone().or_else(|| mentioned(&complaint.text()).map(str::to_owned))
}

/// The first of the request's fields that a text mentions.
fn mentioned(text: &str) -> Option<&'static str> {
    FIELDS.iter().filter_map(|field| Some((place_of(field, text)?, *field))).min().map(|(_, field)| field)
}

/// The fields a request may hold besides the model and the messages.
const FIELDS: [&str; 15] = [
    "temperature",
    "top_p",
    "n",
    "stop",
    "max_tokens",
    "max_completion_tokens",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "user",
    "stream",
    "stream_options",
    "detail",
    "ocr_model",
    "web-search",
];

/// Where a field is named: within quotation marks, or, if its name is no word of the language, anywhere.
fn place_of(field: &str, text: &str) -> Option<usize> {
    let is_name = field.contains(['_', '-']) || field == "temperature";
    let is_part_of_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(field).map(|(at, _)| at).find(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + field.len()..].chars().next();
        let quoted = |c: char| "'\"`‘’“”".contains(c);
        if is_name {
            !before.is_some_and(is_part_of_a_name) && !after.is_some_and(is_part_of_a_name)
        } else {
            before.is_some_and(quoted) && after.is_some_and(quoted)
                || text[..at].ends_with("argument supplied: ") && !after.is_some_and(is_part_of_a_name)
        }
    })
}

fn by_err_code(
    complaint: &Complaint,
    status: Option<u16>,
    said: Option<Code>,
    pictures_sent: usize,
) -> Option<Code> {
    Some(match complaint.err_code? {
        -10001 => Code::NoKey,
        -10002 => Code::BadKey,
        -10003 if status == Some(400) => said.unwrap_or_else(|| parameter_error(complaint, pictures_sent)),
        -10003 | -1024 => Code::ServiceDown,
        -10004 => Code::NoMoney,
        -10005 => Code::KeyExpired,
        -10006 | -10007 | -10018 => Code::Quota,
        -10008 => Code::ModelUnavailable,
        -10011..=-10009 if said == Some(Code::ModelIsBlind) => Code::ModelIsBlind,
        -10011..=-10009 => Code::BadRequest,
        -10012 => Code::RateLimited,
        _ => return None,
    })
}

/// 302.AI answers "Parameter error" to a picture it does not like, and to a field it does not know.
fn parameter_error(complaint: &Complaint, pictures_sent: usize) -> Code {
    let text = complaint.text();
    let about_a_picture =
        ["parameter", "image", "picture", "参数", "图"].iter().any(|word| text.contains(word));
    if pictures_sent > 0 && about_a_picture && field(complaint).is_none() {
        Code::PictureRefused
    } else {
        Code::BadRequest
    }
}

/// Words that a failing service also says of itself.
fn is_doubtful_in_a_fault(code: Code) -> bool {
    matches!(code, Code::BadKey | Code::KeyExpired | Code::Forbidden | Code::TooLarge | Code::RateLimited)
}

/// What the text says.
fn said(complaint: &Complaint, pictures_sent: usize) -> Option<Code> {
    let text = complaint.text();
    let says = |phrase: &&str| text.contains(phrase);
    // Pictures make of a content a list, where text alone is a string.
    if pictures_sent > 0
        && ["must be a string", "expected a string"].iter().any(says)
        && mentioned(&text).is_none()
    {
        return Some(Code::ModelIsBlind);
    }
    let row = PHRASES.iter().find(|(_, phrases)| phrases.iter().any(says));
    let no_model = || text.contains("model") && text.contains("does not exist");
    row.map(|(code, _)| *code).or_else(|| no_model().then_some(Code::ModelUnavailable))
}

/// The first row that matches counts: what is narrower stands first.
const PHRASES: [(Code, &[&str]); 12] = [
    (
        Code::ModelIsBlind,
        &[
            "image_url is only supported by certain models",
            "does not support image",
            "doesn't support image",
            "do not support image",
            "not support image input",
            "no endpoints found that support image",
            "unknown variant `image_url`",
            "unknown variant 'image_url'",
            "is not a multimodal model",
            "is not multimodal",
            "does not support vision",
            "does not have vision",
            "image input is not supported",
            "image inputs are not supported",
            "images are not supported",
            "不支持图片",
            "不支持图像",
            "不支持视觉",
        ],
    ),
    (
        Code::PictureRefused,
        &[
            "invalid_image",
            "invalid image",
            "invalid_base64",
            "invalid base64",
            "image_parse_error",
            "image_too_large",
            "image_too_small",
            "unsupported image",
            "unsupported_image",
            "could not process image",
            "unable to process input image",
            "failed to process image",
            "failed to decode image",
            "failed to load image",
            "cannot identify image",
            "image dimensions",
            "image size",
            "image exceeds",
            "image is too",
            "too many images",
            "at most 1 image",
            "at most one image",
            "图片格式",
            "图片过大",
            "图片尺寸",
            "图片解析",
        ],
    ),
    (
        Code::TooManyTokens,
        &[
            "context_length_exceeded",
            "context length",
            "context window",
            "context_window",
            "prompt is too long",
            "prompt_too_long",
            "input is too long",
            "input too long",
            "too many tokens",
            "maximum number of tokens",
            "exceeds the token limit",
            "上下文长度",
        ],
    ),
    (
        Code::Blocked,
        &[
            "content_policy",
            "content policy",
            "content_filter",
            "content filter",
            "content management policy",
            "responsibleaipolicyviolation",
            "data_inspection_failed",
            "safety system",
            "safety filter",
            "safety reasons",
            "moderation",
            "inappropriate content",
            "prohibited_content",
            "prohibited content",
            "sensitive content",
            "sensitive words",
            "usage policies",
            "content exists risk",
            "违规",
            "敏感",
            "内容安全",
        ],
    ),
    (
        Code::NoMoney,
        &[
            "insufficient_quota",
            "insufficient_user_quota",
            "insufficient_balance",
            "insufficient_funds",
            "insufficient balance",
            "insufficient account balance",
            "insufficient funds",
            "insufficient credits",
            "balance is not enough",
            "balance not enough",
            "balance is too low",
            "balance too low",
            "not enough credits",
            "payment required",
            "余额不足",
            "账户欠费",
        ],
    ),
    (
        Code::Quota,
        &[
            "token quota is not enough",
            "token quota exhausted",
            "key limit exceeded",
            "令牌额度",
            "额度已用尽",
            "额度不足",
        ],
    ),
    (
        Code::KeyExpired,
        &[
            "key has expired",
            "key expired",
            "expired key",
            "expired_api_key",
            "token has expired",
            "令牌已过期",
        ],
    ),
    (
        Code::BadKey,
        &[
            "invalid_api_key",
            "api_key_invalid",
            "incorrect api key",
            "invalid api key",
            "invalid api-key",
            "invalid x-api-key",
            "api key not valid",
            "authentication_error",
            "authentication fails",
            "无效的令牌",
        ],
    ),
    (
        Code::ModelUnavailable,
        &[
            "model_not_found",
            "model not found",
            "model_not_available",
            "model_not_supported",
            "model not exist",
            "unknown model",
            "unknown_model",
            "invalid model",
            "is not a valid model",
            "no available channel",
            "no endpoints found",
            "model does not exist",
            "not found for api version",
            "无可用渠道",
            "模型不存在",
        ],
    ),
    (
        Code::RateLimited,
        &[
            "rate_limit",
            "rate limit",
            "too many requests",
            "too_many_requests",
            "resource_exhausted",
            "请求过于频繁",
        ],
    ),
    (
        Code::TooLarge,
        &[
            "request_too_large",
            "request too large",
            "request entity too large",
            "payload too large",
            "body too large",
            "body is too large",
        ],
    ),
    (Code::Forbidden, &["permission_denied", "permission_error", "permission denied", "unsupported_country"]),
];
