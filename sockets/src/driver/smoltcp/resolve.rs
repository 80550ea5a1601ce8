//! Names, by the stack's own questions to the DNS servers.

use core::net::IpAddr;

use smoltcp::socket::dns::{GetQueryResultError, QueryHandle, Socket, StartQueryError};
use smoltcp::wire::DnsQueryType;

use super::net::Net;
use crate::Errno;

/// The questions of one lookup, in order of preference.
#[derive(Default)]
pub(super) struct Lookup {
    questions: [Option<QueryHandle>; 2],
}

impl Net {
    /// Asks for the addresses of the families that this host has itself.
    pub(super) fn ask(&mut self, name: &str) -> Result<Lookup, Errno> {
        let has = |wanted: fn(IpAddr) -> bool| {
            self.iface.ip_addrs().iter().any(|network| wanted(network.address().into()))
        };
        let families = [
            (has(|ip| matches!(ip, IpAddr::V6(ip) if !ip.is_unicast_link_local())), DnsQueryType::Aaaa),
            (has(|ip| ip.is_ipv4()), DnsQueryType::A),
        ];
        let mut lookup = Lookup::default();
        for (question, (has, family)) in lookup.questions.iter_mut().zip(families) {
            if has {
                let socket = self.set.get_mut::<Socket<'_>>(self.dns);
                *question = Some(socket.start_query(self.iface.context(), name, family).map_err(refusal)?);
            }
        }
        if lookup.questions.iter().all(Option::is_none) {
            return Err(Errno::ENETUNREACH);
        }
        Ok(lookup)
    }

    /// Hands out what was answered, once all is; `ENOENT` if nothing was found.
    pub(super) fn answers(
        &mut self,
        lookup: &mut Lookup,
        found: &mut [Option<IpAddr>],
    ) -> Result<Option<()>, Errno> {
        let socket = self.set.get_mut::<Socket<'_>>(self.dns);
        for question in &mut lookup.questions {
            let Some(handle) = *question else { continue };
            match socket.get_query_result(handle) {
                Err(GetQueryResultError::Pending) => return Ok(None),
                Err(GetQueryResultError::Failed) => {}
                Ok(addresses) => {
                    let free = found.iter_mut().filter(|found| found.is_none());
                    free.zip(addresses).for_each(|(place, address)| *place = Some(address.into()));
                }
            }
            *question = None;
        }
        if found.iter().all(Option::is_none) { Err(Errno::ENOENT) } else { Ok(Some(())) }
    }
}

fn refusal(error: StartQueryError) -> Errno {
    match error {
        StartQueryError::NoFreeSlot => Errno::ENOBUFS,
        StartQueryError::InvalidName | StartQueryError::NameTooLong => Errno::ENOENT,
    }
}
