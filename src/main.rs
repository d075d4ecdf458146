//! The `tagline` program.

fn main() {
    std::process::exit(tagline::cli::run(std::env::args_os()));
}
