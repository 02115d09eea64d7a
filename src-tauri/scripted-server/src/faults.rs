//! Named misbehaviours, for whoever wants to see in the window what a fault looks like.

use serde_json::json;

use crate::script::Script;

/// Every name [`script`] knows.
pub const NAMES: [&str; 12] = [
    "cut",
    "empty",
    "error",
    "flood",
    "html",
    "length",
    "no-money",
    "rate-limited",
    "redirect",
    "reset",
    "stall",
    "unavailable",
];

/// The misbehaviour of a name in [`NAMES`].
#[must_use]
pub fn script(name: &str) -> Option<Script> {
    let text =
        |text: &str| format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"content": text}}]}));
    let begun = || Script::stream().chunk(text("This answer begins well, ")).chunk(text("and then "));
    let error = |status, code: i32, message: &str| {
        Script::json(status, &json!({"error": {"err_code": code, "message": message, "type": "api_error"}}))
    };
    Some(match name {
        "cut" => begun(),
        "empty" => Script::stream().last_chunk(),
        "error" => begun()
            .chunk("{\"error\":{\"err_code\":-1024,\"message\":\"The model timed out\"}}\n")
            .last_chunk(),
        "flood" => begun().flood(format!("{:x}\r\n{}\r\n", text("again ").len(), text("again "))),
        "html" => Script::whole(
            200,
            "text/html",
            "<!doctype html><title>Welcome</title><p>Sign in to the network</p>",
        ),
        "length" => Script::streamed(&[
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n",
        ]),
        "no-money" => error(401, -10004, "The balance is too low"),
        "rate-limited" => {
            let body = json!({"error": {"message": "Rate limit reached", "type": "requests"}}).to_string();
            let length = body.len().to_string();
            Script::new().head(429, &[("retry-after", "60"), ("content-length", &length)]).bytes(body)
        }
        "redirect" => {
            Script::new().head(302, &[("location", "https://example.com/"), ("content-length", "0")])
        }
        "reset" => begun().reset(),
        "stall" => begun().stall(),
        "unavailable" => error(503, -10008, "No channel is available for this model"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_script() {
        assert!(NAMES.iter().all(|name| script(name).is_some()));
        assert!(script("kindness").is_none());
    }
}
