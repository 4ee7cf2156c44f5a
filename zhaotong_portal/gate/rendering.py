"""REST answers pass the gate as lists and papers do."""

from rest_framework.renderers import JSONRenderer

from zhaotong_portal.gate.leaving import pass_data


class PassingRenderer(JSONRenderer):
    def render(self, data, accepted_media_type=None, renderer_context=None):
        return super().render(pass_data(data), accepted_media_type, renderer_context)
