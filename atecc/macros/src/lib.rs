//! Two attributes with which the `atecc` driver writes its device code once, as async text, and compiles
//! it twice. They filter tokens and know no syntax, so that there is nothing to keep up with.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

/// Leaves the item as it is written: async.
#[proc_macro_attribute]
pub fn as_written(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}

/// Takes every `async` and every `.await` out of the item: blocking.
#[proc_macro_attribute]
pub fn without_async(_: TokenStream, item: TokenStream) -> TokenStream {
    strip(item)
}

fn strip(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ref word) if word.to_string() == "async" => {}
            TokenTree::Ident(ref word) if word.to_string() == "await" => {
                // The dot before it.
                kept.pop();
            }
            TokenTree::Group(group) => kept.push(TokenTree::Group(strip_group(&group))),
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}

fn strip_group(group: &Group) -> Group {
    let inner = strip(group.stream());
    // Invisible groups carry macro fragments; they need no change of delimiter either.
    let mut stripped = Group::new(group.delimiter(), inner);
    if group.delimiter() != Delimiter::None {
        stripped.set_span(group.span());
    }
    stripped
}
