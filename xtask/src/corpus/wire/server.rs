//! The server: takes each request for the call that a header of it names, judges it and answers it.

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
            if http::write(&mut writer, &request.method, &self.answer(&request)).is_err() {
                return;
            }
        }
    }

    fn answer(&self, request: &Request) -> Reply {
        let number = request.header(CALL).and_then(|number| number.parse::<usize>().ok());
        let Some((number, plan)) = number.and_then(|number| Some((number, self.plans.get(number)?))) else {
            return Reply { status: 421, ..Reply::default() };
        };
        let troubles = request::troubles(&self.operations[plan.operation], &plan.wanted, request);
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.troubles[number].get_or_insert(troubles);
        plan.reply.clone()
    }
}

/// The header that says which call a request is for.
pub(super) const CALL: &str = "x-wire-call";
