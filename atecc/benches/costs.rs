//! Prints what operations cost, as the table in README.md. Counts and virtual time: the same on every machine.

#[path = "../tests/common/cost.rs"]
mod cost;
#[path = "../tests/common/counter.rs"]
mod counter;
#[path = "../tests/common/life.rs"]
mod life;

fn main() {
    println!("| operation | bus | commands | wakes | transactions | bytes | time | of the floor |");
    println!("|---|---|---|---|---|---|---|---|");
    for operation in cost::OPERATIONS {
        for hz in cost::BUS_HZ {
            println!("{}", operation.row(hz));
        }
    }
}
