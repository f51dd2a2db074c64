# An RTSP server by GStreamer, beside ours: `PIPELINE [CERTIFICATE]` serves what the pipeline plays, `record PIPELINE` takes what is pushed to it.
import sys
import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer, Gio, GLib

Gst.init(None)
arguments = sys.argv[1:]
is_recorder = arguments[0] == 'record'
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(arguments[1] if is_recorder else arguments[0])
factory.set_latency(0)
if is_recorder:
    factory.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service('0')
if not is_recorder and len(arguments) > 1:
    auth = GstRtspServer.RTSPAuth()
    auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(arguments[1]))
    token = GstRtspServer.RTSPToken()
    token.set_string('media.factory.role', 'anybody')
    auth.set_default_token(token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role('anybody', 'media.factory.access', True)
    permissions.add_permission_for_role('anybody', 'media.factory.construct', True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory('/cam', factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
