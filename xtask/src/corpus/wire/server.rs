//! The server: takes each request for the call that the first segment of its path names, judges it and answers it.

use std::io::{self, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::http::{self, Reply};
use super::jobs::Plan;
use super::operations::Operation;
use super::request::{self, Request};

/// What became of the calls.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// For each call what is wrong with its request; none when it never came.
    pub(super) troubles: Vec<Option<Vec<String>>>,
}

/// A server for some calls.
pub(super) struct Server<'d> {
    operations: &'d [Operation<'d>],
    plans: &'d [Plan<'d>],
    heard: Mutex<Heard>,
}

impl<'d> Server<'d> {
    pub(super) fn new(operations: &'d [Operation<'d>], plans: &'d [Plan<'d>]) -> Self {
        let troubles = plans.iter().map(|_| None).collect();
        Self { operations, plans, heard: Mutex::new(Heard { troubles }) }
    }

    /// Serves while `work` goes on, which is told where, and gives what was heard and what came of the work.
    pub(super) fn during<T>(self, work: impl FnOnce(SocketAddr) -> T) -> io::Result<(Heard, T)> {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let over = std::sync::atomic::AtomicBool::new(false);
        let result = thread::scope(|scope| {
            scope.spawn(|| {
                for stream in listener.incoming().flatten() {
                    if over.load(std::sync::atomic::Ordering::SeqCst) {
                        break;
                    }
                    scope.spawn(|| self.serve(stream));
                }
            });
            let result = work(address);
            over.store(true, std::sync::atomic::Ordering::SeqCst);
            // Wakes up the listener, which then sees that it is over.
            drop(TcpStream::connect(address));
            result
        });
        Ok((self.heard.into_inner().unwrap_or_else(PoisonError::into_inner), result))
    }

    /// Answers one connection until it ends or makes no sense.
    fn serve(&self, stream: TcpStream) {
        let Ok(mut writer) = stream.try_clone() else { return };
        let mut reader = BufReader::new(stream);
        while let Ok(Some(request)) = http::read(&mut reader) {
            let method = request.method.clone();
            if http::write(&mut writer, &method, &self.answer(request)).is_err() {
                return;
            }
        }
    }

    fn answer(&self, mut request: Request) -> Reply {
        let (number, rest) = split(&request.target);
        let Some(plan) = number.and_then(|number| self.plans.get(number)) else {
            return Reply { status: 421, ..Reply::default() };
        };
        request.target = rest;
        let troubles = request::troubles(&self.operations[plan.operation], &plan.wanted, &request);
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.troubles[number.unwrap_or_default()].get_or_insert(troubles);
        plan.reply.clone()
    }
}

/// `/12/pets?a=1` is for call 12, and `/pets?a=1` for its operation.
fn split(target: &str) -> (Option<usize>, String) {
    let below = target.strip_prefix('/').unwrap_or(target);
    let end = below.find(['/', '?']).unwrap_or(below.len());
    let rest = if below[end..].starts_with('/') { below[end..].to_owned() } else { format!("/{}", &below[end..]) };
    (below[..end].parse().ok(), rest)
}
