//! The chip's access rules as pure functions, shared by the simulated chip and by whoever explains a refusal.
