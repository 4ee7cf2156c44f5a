"""REST intake of clues: POST with `Authorization: Bearer TOKEN` of the channel. The same clue twice is one clue."""

from django.core.exceptions import ValidationError
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews import clues
from reviews.models import ClueChannel


class ChannelToken(BaseAuthentication):
    """No session and no person: the outside system itself."""

    def authenticate(self, request):
        word, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if word.lower() != "bearer":
            return None
        channel = clues.channel_of(token.strip())
        if channel is None:
            raise AuthenticationFailed("接口口令无效或已停用。")
        return None, channel

    def authenticate_header(self, request):
        return "Bearer"


class IsChannel(BasePermission):
    message = "请在请求头 Authorization 中带上接口口令。"

    def has_permission(self, request, view):
        # Other methods end as 405, whoever asks.
        return request.method != "POST" or isinstance(request.auth, ClueChannel)


class ClueSerializer(serializers.Serializer):
    number = serializers.CharField(max_length=100, label="外部编号")
    title = serializers.CharField(max_length=300, required=False, allow_blank=True, label="线索")
    content = serializers.CharField(required=False, allow_blank=True, label="内容")
    about = serializers.CharField(
        max_length=100, required=False, allow_blank=True, label="涉及单位"
    )
    complainant = serializers.CharField(
        max_length=50, required=False, allow_blank=True, label="反映人"
    )
    contact = serializers.CharField(
        max_length=100, required=False, allow_blank=True, label="联系方式"
    )
    is_discipline = serializers.BooleanField(required=False, default=False, label="违纪线索")


class ClueIntake(APIView):
    """收一条问题线索。同一编号同样内容重复发送不会重复登记；内容不同的记为新版本；违纪线索只留编号。"""

    authentication_classes = [ChannelToken]
    permission_classes = [IsChannel]
    serializer_class = ClueSerializer

    def post(self, request):
        form = ClueSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            receipt = clues.receive(request.auth, clues.Incoming(**form.validated_data))
        except ValidationError as error:
            detail = (
                error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
            )
            return Response(detail, status=422)
        status = 201 if receipt.outcome == "created" else 200
        answer = {"number": receipt.clue.outside_number, "outcome": receipt.outcome, "version": receipt.clue.version, "state": receipt.clue.state}  # fmt: skip
        return Response(answer, status=status)
