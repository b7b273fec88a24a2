//! A proxy between a device and its server: it records every byte, and can be cut.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Mutex, atomic::AtomicBool, atomic::Ordering},
    thread,
};

use crate::TestServer;

/// A listener in front of a server, with the bytes that passed in their order.
pub struct Network {
    address: SocketAddr,
    recorded: Arc<Mutex<Vec<u8>>>,
    cut: Arc<AtomicBool>,
}

impl Network {
    pub fn before(server: &TestServer) -> Network {
        let listener = server.socket_before();
        let server = server.address();
        let network = Network {
            address: listener.local_addr().unwrap(),
            recorded: Arc::default(),
            cut: Arc::default(),
        };
        let (recorded, cut) = (network.recorded.clone(), network.cut.clone());
        // the thread ends with the process: a connection may outlive the test that made it
        thread::spawn(move || {
            for device in listener.incoming() {
                let (Ok(device), false) = (device, cut.load(Ordering::SeqCst)) else {
                    continue;
                };
                if let Ok(server) = TcpStream::connect(server) {
                    let back = (server.try_clone().unwrap(), device.try_clone().unwrap());
                    carry(device, server, recorded.clone(), cut.clone());
                    carry(back.0, back.1, recorded.clone(), cut.clone());
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

    pub fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

fn carry(
    mut from: TcpStream,
    mut to: TcpStream,
    recorded: Arc<Mutex<Vec<u8>>>,
    cut: Arc<AtomicBool>,
) {
    thread::spawn(move || {
        let mut piece = [0; 65_536];
        while let Ok(length @ 1..) = from.read(&mut piece) {
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
