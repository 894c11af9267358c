/// The id under which the world refers to an entry of a content file: the 32-bit FNV-1a hash of its name
/// (http://www.isthe.com/chongo/tech/comp/fnv/).
///
/// An id depends only on the name: entries may be added, moved and removed while their creatures live.
func contentID(_ name: some StringProtocol) -> UInt32 {
  name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
}
