//! Questions over the wire, against a service that plays exactly what a script says.
#![allow(clippy::unwrap_used)] // the exemption for tests does not reach what they share

mod conversation;
mod faults;
mod models;
mod oddities;
mod patience;
mod proxy;
mod repeats;
mod requests;
mod rig;
mod tls;
mod warmth;
