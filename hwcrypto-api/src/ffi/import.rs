//! What the tables of this project have in common: a header, then entries that may be absent, and a way to take one
//! over from C. The socket table uses it too.

use core::ffi::c_void;
use core::{fmt, ptr};

/// What every table begins with.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Header {
    /// The version of the layout.
    pub abi_version: u32,
    /// Bytes of the whole table, this header included.
    pub size: u32,
    /// What every entry gets as its first argument.
    pub ctx: *mut c_void,
}

impl Header {
    /// The header of a table of type `T`.
    #[must_use]
    pub const fn of<T: Table>(ctx: *mut c_void) -> Self {
        // A hundred-odd entries at most.
        #[expect(clippy::cast_possible_truncation, reason = "see above")]
        let size = size_of::<T>() as u32;
        Self { abi_version: T::ABI_VERSION, size, ctx }
    }
}

/// A table that can come through C.
///
/// # Safety
/// `Self` is `#[repr(C)]`: a [`Header`], then nothing but entries of type `Option<extern "C" fn>`.
pub unsafe trait Table: Sized {
    /// The version of its layout.
    const ABI_VERSION: u32;

    /// One with its header and no entries.
    fn empty(ctx: *mut c_void) -> Self;
}

/// Copies a table that came through C. A shorter (older) one lacks entries, a longer (newer) one loses those that
/// this version does not know.
///
/// # Errors
/// [`ImportError`] if the pointer or the header cannot be right.
///
/// # Safety
/// If not null, `table` points to a table laid out as `T` whose header tells its true size; its entries keep to their
/// contracts, from any thread, for as long as the copy is used.
pub unsafe fn import<T: Table>(table: *const T) -> Result<T, ImportError> {
    // SAFETY: the caller's promise.
    let Header { size, ctx, .. } = unsafe { header(table) }?;
    let size = size as usize;
    let entries = size.checked_sub(size_of::<Header>()).ok_or(ImportError::Size(size))?;
    // Only whole entries count, and only those that this version knows.
    let entries = (entries - entries % size_of::<fn()>()).min(size_of::<T>() - size_of::<Header>());
    let mut copy = T::empty(ctx);
    // SAFETY: that many bytes follow the header on both sides. The caller vouches that they are entries there, and
    // what is not overwritten here is the `None` of the empty table.
    unsafe {
        let from = table.cast::<u8>().add(size_of::<Header>());
        let to = ptr::from_mut(&mut copy).cast::<u8>().add(size_of::<Header>());
        ptr::copy_nonoverlapping(from, to, entries);
    }
    Ok(copy)
}

/// A table that came through C, where it stands. `None` if it is null, of another version, or shorter than this version's.
///
/// # Safety
/// As of [`import`], for ever.
#[must_use]
pub unsafe fn borrow<T: Table>(table: *const T) -> Option<&'static T> {
    // SAFETY: the caller's promise.
    let Header { size, .. } = unsafe { header(table) }.ok()?;
    if (size as usize) < size_of::<T>() {
        return None;
    }
    // SAFETY: not null, aligned, and as long as it has to be; the caller vouches for the rest.
    Some(unsafe { &*table })
}

/// # Safety
/// If not null, `table` points to a header.
unsafe fn header<T: Table>(table: *const T) -> Result<Header, ImportError> {
    if table.is_null() {
        return Err(ImportError::Null);
    }
    if !table.is_aligned() {
        return Err(ImportError::Misaligned);
    }
    // SAFETY: not null, aligned, and the caller vouches for the header.
    let header = unsafe { *table.cast::<Header>() };
    if header.abi_version != T::ABI_VERSION {
        return Err(ImportError::Version { found: header.abi_version, expected: T::ABI_VERSION });
    }
    Ok(header)
}

/// Why a foreign table cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportError {
    /// There is no table.
    Null,
    /// The address cannot be that of a table.
    Misaligned,
    /// The table has another layout than this program.
    Version {
        /// The table's.
        found: u32,
        /// The program's.
        expected: u32,
    },
    /// The table says it is smaller than its own header (bytes).
    Size(usize),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("the table is a null pointer"),
            Self::Misaligned => f.write_str("the table is not aligned"),
            Self::Version { found, expected } => {
                write!(f, "the table has version {found}, this program needs {expected}")
            }
            Self::Size(size) => write!(f, "the table says it has {size} bytes, fewer than its header"),
        }
    }
}

impl core::error::Error for ImportError {}
