//! Prints what handshakes cost at the chip, as the table in tls-glue's README. Counts and virtual time: the same on every machine.

#[path = "../../atecc/tests/common/counter.rs"]
mod counter;
#[path = "../tests/common/handshake_cost.rs"]
mod handshake_cost;

fn main() {
    print!("{}", handshake_cost::table());
}
