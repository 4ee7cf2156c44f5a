"""Log-in, log-out, password, and the role one works in."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST

from units.middleware import ACTING_ROLE


class LoginForm(AuthenticationForm):
    def clean_username(self):
        """A name longer than any account's is nobody's; the record of failed log-ins could not hold it either."""
        username = self.cleaned_data["username"]
        if len(username) > self.username_field.max_length:
            raise self.get_invalid_login_error()
        return username


class Login(auth_views.LoginView):
    form_class = LoginForm
    template_name = "units/login.html"
    redirect_authenticated_user = True


class Logout(auth_views.LogoutView):
    pass


class PasswordChange(auth_views.PasswordChangeView):
    """Also where a first log-in is sent."""

    template_name = "units/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        person = form.user
        person.must_change_password = False
        response = super().form_valid(form)
        messages.success(self.request, "密码已修改。")
        return response


@require_POST
def act_as(request):
    """Switch to another role that one holds today; any other is quietly left as it is."""
    role = request.POST.get("role")
    if role in request.user.roles:
        request.session[ACTING_ROLE] = role
        messages.success(request, "已切换身份。")
    return redirect("home")
