"""The Django admin, obeying the matrix of rules.md §3: whoever it does not serve finds nothing there."""

from functools import wraps

from django.contrib import admin
from django.http import Http404


class PortalAdminSite(admin.AdminSite):
    site_header = "昭通市直机关党建工作平台 · 数据管理"
    site_title = "数据管理"
    index_title = "目录、单位、人员与设置"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_staff

    def admin_view(self, view, cacheable=False):
        """Django would send such a person to a log-in of its own; the matrix says 404."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request, extra_context=None):
        """The portal's own log-in serves."""
        raise Http404
