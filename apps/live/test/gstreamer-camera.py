# An RTSP camera by GStreamer: reads access units from stdin, each with its length before it, and serves them as they come.
import sys, struct, threading
import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer, GLib

Gst.init(None)
sources = []

class Factory(GstRtspServer.RTSPMediaFactory):
    def do_create_element(self, url):
        return Gst.parse_launch('( appsrc name=src is-live=true do-timestamp=true format=time caps="video/x-h264,stream-format=byte-stream,alignment=au" ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 config-interval=-1 )')

    def do_configure(self, media):
        source = media.get_element().get_child_by_name('src')
        sources.append(source)
        media.connect('unprepared', lambda _: sources.remove(source) if source in sources else None)

def read():
    while True:
        head = sys.stdin.buffer.read(4)
        if len(head) < 4:
            loop.quit()
            return
        data = sys.stdin.buffer.read(struct.unpack('>I', head)[0])
        for source in list(sources):
            source.emit('push-buffer', Gst.Buffer.new_wrapped(data))

server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service('0')
factory = Factory()
factory.set_shared(True)
factory.set_latency(0)
auth = GstRtspServer.RTSPAuth()
auth.set_supported_methods(2)
token = GstRtspServer.RTSPToken()
token.set_string('media.factory.role', 'viewer')
auth.add_digest('user', sys.argv[1], token)
server.set_auth(auth)
permissions = GstRtspServer.RTSPPermissions()
permissions.add_permission_for_role('viewer', 'media.factory.access', True)
permissions.add_permission_for_role('viewer', 'media.factory.construct', True)
factory.set_permissions(permissions)
server.get_mount_points().add_factory('/cam', factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
loop = GLib.MainLoop()
threading.Thread(target=read, daemon=True).start()
loop.run()
