import CGameABI
import CGameImage

/// The one symbol that an image exports: see `HotloopEntry` in game_abi.h.
@c(hotloop_game)
public func hotloopGameEntry(_ host: UnsafePointer<HostTable>?) -> UnsafePointer<GameTable>? {
  // The host's table outlives the process's last image; its head says whether the rest is what we know.
  guard let host = unsafe host, unsafe host.pointee.abi_version == HOTLOOP_ABI_VERSION,
    unsafe Int(host.pointee.struct_size) >= MemoryLayout<HostTable>.size
  else { return nil }
  unsafe Host.table = unsafe host
  return unsafe GameImage.table { _ = hotloop_image_name_game() }
}
