//! Opening secure sockets.

use core::ffi::c_void;
use core::ptr;

use sockets::thunk;

use crate::calls::{Calls, Opening};
use crate::contexts;
use crate::failure::{answer, remember};

impl Calls {
    /// What thunks take as their context.
    pub(super) const fn ctx(&'static self) -> *mut c_void {
        ptr::from_ref(self).cast_mut().cast()
    }
}

/// Opens a socket under the context of this number.
pub(super) fn secure(domain: i32, sock_type: i32, protocol: i32, context: i32) -> i32 {
    answer(|| {
        let opening = match remember(|| contexts::find(context)) {
            Ok(context) => Opening(context),
            Err(errno) => return -errno.code(),
        };
        let ctx = ptr::from_ref(&opening).cast_mut().cast();
        // SAFETY: the thunk has let go of what `ctx` points to when it returns.
        unsafe { thunk::socket::<Opening>(ctx, domain, sock_type, protocol) }
    })
}
