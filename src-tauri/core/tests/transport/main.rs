//! Questions over the wire, against a service that plays exactly what a script says.

mod conversation;
mod faults;
mod patience;
mod repeats;
mod requests;
mod rig;
mod tls;
