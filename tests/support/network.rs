//! A proxy between a device and its server: it records every byte, can be cut, and damages what it is told to.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Mutex, atomic::AtomicBool, atomic::Ordering},
    thread,
};

use sync_contract::messages::{Call, Push};

use crate::TestServer;

/// A listener in front of a server, with the bytes that passed in their order.
pub struct Network {
    address: SocketAddr,
    recorded: Arc<Mutex<Vec<u8>>>,
    cut: Arc<AtomicBool>,
    /// The next push has a bit flipped.
    damages: Arc<AtomicBool>,
}

impl Network {
    pub fn before(server: &TestServer) -> Network {
        let listener = server.socket_before();
        let server = server.address();
        let network = Network {
            address: listener.local_addr().unwrap(),
            recorded: Arc::default(),
            cut: Arc::default(),
            damages: Arc::default(),
        };
        let (recorded, cut) = (network.recorded.clone(), network.cut.clone());
        let damages = network.damages.clone();
        // the thread ends with the process: a connection may outlive the test that made it
        thread::spawn(move || {
            for device in listener.incoming() {
                let (Ok(device), false) = (device, cut.load(Ordering::SeqCst)) else {
                    continue;
                };
                if let Ok(server) = TcpStream::connect(server) {
                    let back = (server.try_clone().unwrap(), device.try_clone().unwrap());
                    let (there, never) = (damages.clone(), Arc::default());
                    carry(device, server, recorded.clone(), cut.clone(), there);
                    carry(back.0, back.1, recorded.clone(), cut.clone(), never);
                }
            }
        });
        network
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that has passed, both ways.
    pub fn recorded(&self) -> Vec<u8> {
        self.recorded.lock().unwrap().clone()
    }

    /// From now on nothing passes, in connections that are open neither.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// Flips a bit of the last group in the next push.
    pub fn damage_push(&self) {
        self.damages.store(true, Ordering::SeqCst);
    }

    /// Whether the bit was flipped.
    pub fn has_damaged(&self) -> bool {
        !self.damages.load(Ordering::SeqCst)
    }

    pub fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

fn carry(
    mut from: TcpStream,
    mut to: TcpStream,
    recorded: Arc<Mutex<Vec<u8>>>,
    cut: Arc<AtomicBool>,
    damages: Arc<AtomicBool>,
) {
    thread::spawn(move || {
        let mut piece = [0; 65_536];
        let mut is_push = false;
        while let Ok(length @ 1..) = from.read(&mut piece) {
            let called = Push::PATH.as_bytes();
            is_push |= piece[..length]
                .windows(called.len())
                .any(|part| part == called);
            let has_body = is_push && !piece[..length].ends_with(b"\r\n\r\n");
            if has_body && damages.swap(false, Ordering::SeqCst) {
                // a push ends with the signature of its last group
                piece[length - 20] ^= 1;
            }
            recorded.lock().unwrap().extend_from_slice(&piece[..length]);
            if cut.load(Ordering::SeqCst) || to.write_all(&piece[..length]).is_err() {
                break;
            }
        }
        // either end may have gone already
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}
