//! Makes calls of the fixtures' operations, and prints each request.
//!
//! That is its method, target, headers and body. Before those of a theme stands its name.

mod bodies;
mod forms;
mod parameters;
mod styles;

use requests::{Call, Client, Operation};

fn main() {
    let client = Client::builder().endpoint("http://localhost").parameter("tenant", "t 1").user_agent("table").build();
    let client = client.expect("the client is valid");
    let themes: [(&str, fn(&Client)); 4] = [
        ("styles", styles::show_all),
        ("parameters", parameters::show_all),
        ("bodies", bodies::show_all),
        ("forms", forms::show_all),
    ];
    for (name, show) in themes {
        println!("# theme: {name}\n");
        show(&client);
    }
}

/// Prints a request.
fn show<Op: Operation>(title: &str, call: Call<'_, Op>) {
    println!("## {title}\n");
    let request = match call.build() {
        Ok(request) => request,
        Err(error) => return println!("{error}\n"),
    };
    println!("{} {}", request.method(), request.uri());
    let mut headers: Vec<_> = request.headers().iter().filter(|(name, _)| *name != "user-agent").collect();
    headers.sort_by_key(|(name, _)| name.as_str());
    for (name, value) in headers {
        println!("{name}: {}", value.to_str().unwrap_or("?"));
    }
    println!();
    let body = String::from_utf8_lossy(request.body()).replace("\r\n", "↵\n");
    if !body.is_empty() {
        println!("{}\n", body.trim_end_matches('\n'));
    }
}
