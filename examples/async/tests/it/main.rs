//! The examples as the programs that they are.

mod curl;
mod foreign;
mod https;
mod kept;
mod mosquitto;
mod mqtt;
#[path = "../../../tests/common/pair.rs"]
mod pair;
#[path = "../../../tests/common/peers.rs"]
mod peers;
#[path = "../../../tests/common/programs.rs"]
mod programs;
#[path = "../../../tests/common/running.rs"]
mod running;
mod web_servers;
