"""Log-in, log-out, password, and the role one works in."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
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

    says_expired = False

    def confirm_login_allowed(self, user):
        """Asked once the password was right: only its owner learns that it has expired."""
        super().confirm_login_allowed(user)
        if user.first_password_has_expired:
            self.says_expired = True
            raise ValidationError("初始密码已过期。", code="first_password_expired")


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
