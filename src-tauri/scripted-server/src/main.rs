//! The scripted server as a program: `cargo run -p scripted-server -- --key sk-…`. Its first line says where
//! it listens.
#![allow(clippy::print_stdout)] // whoever starts it reads its address there

use std::time::Duration;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use scripted_server::chat::Chat;
use scripted_server::{Request, Server, echo, faults};
use serde_json::json;

/// Plays a chat service on loopback.
#[derive(Parser)]
struct Arguments {
    /// The port to listen at; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The one key it knows.
    #[arg(long, default_value = "sk-journey-0123456789")]
    key: String,
    /// Milliseconds between two pieces of an answer.
    #[arg(long, default_value_t = 20)]
    delay_ms: u64,
    /// Misbehave in this way when asked a question.
    #[arg(long, value_parser = PossibleValuesParser::new(faults::NAMES))]
    script: Option<String>,
    /// Take any key, and say it back wherever an answer can hold it.
    #[arg(long, conflicts_with = "script")]
    echo: bool,
    /// Print every request as `request {JSON}`, and `left N` when the Nth client left in mid-answer.
    #[arg(long)]
    tell: bool,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let fault = arguments.script.as_deref().and_then(faults::script);
    let chat = Chat { key: arguments.key, delay: Duration::from_millis(arguments.delay_ms) };
    let server = Server::respond(arguments.port, move |request| match &fault {
        _ if arguments.echo => echo::respond(request),
        Some(script) if request.method == "POST" => script.clone(),
        Some(_) | None => chat.respond(request),
    })
    .await?;
    println!("listening on {}", server.origin());
    if arguments.tell {
        tokio::join!(tell_requests(&server), tell_leaving(&server));
    }
    std::future::pending().await
}

async fn tell_requests(server: &Server) {
    for count in 1.. {
        server.asked(count).await;
        if let Some(request) = server.requests().get(count - 1) {
            let Request { method, target, headers, body, connection: _ } = request;
            let body = String::from_utf8_lossy(body);
            println!(
                "request {}",
                json!({"method": method, "target": target, "headers": headers, "body": body})
            );
        }
    }
}

async fn tell_leaving(server: &Server) {
    for count in 1.. {
        server.clients_left(count).await;
        println!("left {count}");
    }
}
